//! Nothing lives here: the tests are one binary, `main.rs`.
