//! A page that only says something, in the look of the others.

use super::html;
use actix_web::{HttpResponse, http::StatusCode};
use maud::{DOCTYPE, html as markup};

/// A page that says this; a browser is told the status, and its reader these words.
pub(in crate::http) fn notice(status: StatusCode, title: &str, text: &str) -> HttpResponse {
    let page = markup! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – ISTC Data API" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/landing.css";
                link rel="stylesheet" href="/party.css";
            }
            body class="party" {
                header class="top" {
                    div class="column" { a class="name" href="/" { "ISTC Data API" } }
                }
                main id="content" class="column" {
                    section class="opening" {
                        div {
                            p class="kind" { (status.as_u16()) }
                            h1 { (title) }
                            p class="lede" { (text) }
                            p class="actions" { a class="action" href="/" { "To the beginning" } }
                        }
                    }
                }
            }
        }
    };
    html(status, page.into_string())
}
