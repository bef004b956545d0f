//! Since when a state is a Party.

use super::*;

#[test]
fn memberships_are_told_as_far_as_they_are_known() {
    let one = |joined: Option<&str>, left: Option<&str>, by: Option<&str>| Membership {
        joined: joined.map(Into::into),
        left: left.map(Into::into),
        represented_by: by.map(Into::into),
    };
    let told = |memberships| {
        let page = PartyPage {
            memberships,
            ..page()
        };
        let elements = elements(&page.html());
        let found = elements
            .iter()
            .filter(|one| one.is("membership") || one.within("membership"));
        found.map(|one| one.text.clone()).collect::<String>()
    };
    let all = [
        (
            one(Some("1994-03"), Some("2015-07-15"), None),
            "Party from March 1994 until 15 July 2015",
        ),
        (
            one(Some("1995"), None, Some("the EU")),
            "Represented by the EU since 1995",
        ),
        (one(None, Some("2015"), None), "Party until 2015"),
        (
            one(None, None, None),
            "Party at a time that is not on record",
        ),
    ];
    for (membership, expected) in all {
        assert_eq!(told(vec![membership]), expected);
    }
    assert_eq!(told(vec![]), "No membership is on record.");
}
