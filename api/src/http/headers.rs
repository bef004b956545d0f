//! The headers that every answer carries, whoever made it: a handler, the router for what is not there, an extractor
//! for what cannot be read, or other middleware. What a handler set is left as it is.
//!
//! May not rely on this: answers to what is no HTTP at all (400, 408, 413 without a body), which the connection gives
//! by itself before there is a request.

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    error::InternalError,
    http::header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue,
        REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    },
    middleware::Next,
};

/// Each header with its value where the handler set none: nothing is loaded, framed, kept or told of.
const DEFAULTS: [(HeaderName, &str); 4] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
];

/// Adds what is missing. It has to be the outermost middleware.
pub(super) async fn complete<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    match next.call(request).await {
        Ok(mut response) => {
            fill_in(response.headers_mut());
            Ok(response)
        }
        Err(error) => {
            let mut response = error.error_response();
            fill_in(response.headers_mut());
            Err(InternalError::from_response(error, response).into())
        }
    }
}

fn fill_in(headers: &mut HeaderMap) {
    for (name, value) in DEFAULTS {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::{App, HttpResponse, error, middleware::from_fn, test, web};

    #[actix_web::test]
    async fn what_is_missing_is_added_and_the_rest_left() {
        let app = App::new()
            .wrap(from_fn(complete))
            .route(
                "/kept",
                web::get().to(async || {
                    HttpResponse::Ok()
                        .insert_header((CACHE_CONTROL, "no-cache"))
                        .finish()
                }),
            )
            .route(
                "/failed",
                web::get().to(async || Err::<HttpResponse, _>(error::ErrorBadRequest("no"))),
            )
            .route("/{number}", web::get().to(async |_: web::Path<u8>| ""));
        let app = test::init_service(app).await;
        for (path, status, cache) in [
            ("/kept", 200, "no-cache"),
            ("/failed", 400, "no-store"),
            ("/a", 404, "no-store"),
            ("/a/b", 404, "no-store"),
        ] {
            let request = test::TestRequest::with_uri(path).to_request();
            let answer = test::call_service(&app, request).await;
            assert_eq!(answer.status(), status, "{path}");
            for (name, value) in DEFAULTS {
                let expected = if name == CACHE_CONTROL { cache } else { value };
                let found: Vec<_> = answer.headers().get_all(&name).collect();
                assert_eq!(found, [expected], "{path} {name}");
            }
        }
    }

    #[actix_web::test]
    async fn the_answer_to_an_error_of_other_middleware_has_them_too() {
        let app = App::new()
            .wrap(from_fn(async |_: ServiceRequest, _: Next<_>| {
                Err::<ServiceResponse, Error>(error::ErrorForbidden("no"))
            }))
            .wrap(from_fn(complete));
        let app = test::init_service(app).await;
        let request = test::TestRequest::default().to_request();
        let error = test::try_call_service(&app, request).await.unwrap_err();
        let answer = error.error_response();
        assert_eq!(answer.status(), 403);
        for (name, value) in DEFAULTS {
            assert_eq!(answer.headers().get(&name).unwrap(), value);
        }
    }
}
