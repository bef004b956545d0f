//! Who reads, what that entitles to, and how to read as somebody else.

use super::{
    SIGN_IN, SIGN_OUT,
    data::{PartyPage, Reader, Reason, Sight},
};
use maud::{Markup, html};

impl PartyPage {
    pub(super) fn reader(&self) -> Markup {
        html! {
            @match &self.reader {
                Reader::Public => {
                    p class="state" { "You read as the public" }
                    p class="cause" {
                        "That entitles to what is open to everyone: projects, institutes, host states and "
                        "public results. Amounts are told to those who are entitled to them."
                    }
                    (self.sign_in())
                }
                Reader::SignedIn { name, entitled } => {
                    p class="state ready" { "Signed in as " (name) }
                    @if entitled.is_empty() {
                        p class="cause" { "That entitles to what is open to everyone, and to nothing else." }
                    } @else {
                        p class="cause" { "That entitles to:" }
                        ul class="entitled" { @for one in entitled { li { (one) } } }
                    }
                    form method="post" action=(SIGN_OUT) {
                        (self.back())
                        button class="action second" type="submit" { "Sign out" }
                    }
                }
            }
        }
    }

    /// To which Party's page the forms lead back.
    fn back(&self) -> Markup {
        html! { input type="hidden" name="party" value=(self.code); }
    }

    fn sign_in(&self) -> Markup {
        let described = if self.refusal.is_some() {
            "token-refused token-help"
        } else {
            "token-help"
        };
        html! {
            form method="post" action=(SIGN_IN) {
                (self.back())
                label for="token" { "Access token" }
                @if let Some(refusal) = &self.refusal {
                    p class="refused" id="token-refused" role="alert" { (refusal) }
                }
                input id="token" name="token" type="password" required autocomplete="off"
                    spellcheck="false" aria-describedby=(described)
                    aria-invalid=[self.refusal.as_ref().map(|_| "true")];
                button class="action" type="submit" { "Sign in" }
                p class="help" id="token-help" { "It comes from the operator of this service." }
            }
        }
    }
}

/// Why the money is not, or not wholly, seen; none if it is. Says nothing of whether there is any.
pub(super) fn why_money(sight: Sight) -> Option<String> {
    let rule = "What a funder commits is told to the Parties that finance the same project, and to a \
        partner as far as it is its own";
    Some(match sight {
        Sight::Whole => return None,
        Sight::Part => format!(
            "{rule}. You see the amounts that your standing opens. Others are neither shown here nor part \
             of any total, so these figures may be less than all that is on record."
        ),
        Sight::Nothing(Reason::Public) => format!(
            "{rule}. You read without a token, so the figures about money are withheld. This page \
             looks the same whether there are any or not. Sign in to see what you are entitled to."
        ),
        Sight::Nothing(Reason::Standing) => format!(
            "{rule}. You have no such standing, so the figures about money are withheld. This page \
             looks the same whether there are any or not."
        ),
        Sight::Nothing(Reason::Scope(word)) => format!(
            "Your token’s scope leaves out “{word}”, so the figures about money are withheld. This page \
             looks the same whether there are any or not. A token with that scope shows what you are \
             entitled to."
        ),
    })
}

/// Why not every result is seen; none if all are.
pub(super) fn why_results(sight: Sight) -> Option<String> {
    Some(match sight {
        Sight::Whole => return None,
        Sight::Part => {
            "Results that your standing does not open are not listed and not counted.".into()
        }
        Sight::Nothing(Reason::Public) => {
            "You read without a token, so only results that are open to \
            everyone are listed and counted."
                .into()
        }
        Sight::Nothing(Reason::Standing) => {
            "None of your standings opens further results, so only those \
            that are open to everyone are listed and counted."
                .into()
        }
        Sight::Nothing(Reason::Scope(word)) => format!(
            "Your token’s scope leaves out “{word}”, so only results that are open to everyone are listed \
             and counted."
        ),
    })
}
