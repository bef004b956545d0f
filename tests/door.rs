//! What the door does beside HTTP: known documents, budgets, costs, pages of other sites, and ending
//! what nobody waits for.

mod browsers;
mod budget;
mod cost;
mod fairness;
mod meters;
mod mutated;
mod party_page;
mod reconnecting;
mod record;
mod slow;
mod stopping;
mod stored;
