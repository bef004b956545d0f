//! The table of routes: a route is registered through it and listed by it in the same step, so that a test which
//! walks the list has seen every route of the service.

use actix_web::{
    App, FromRequest, Handler, Resource, Responder,
    dev::HttpServiceFactory,
    http::Method,
    web::{self, Data, ServiceConfig},
};
use std::fmt;

/// A route of the service: a method and a path, whose variable parts stand in braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, such as `/export/{file}`.
    pub path: &'static str,
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// Every route of the service, in the order in which they are looked at.
pub fn routes() -> Vec<Route> {
    let mut listed = Vec::new();
    let _ = App::new().configure(|config| {
        let mut table = Table::new(config);
        super::register(&mut table, &[]);
        listed = table.listed;
    });
    listed
}

/// Registers routes, and lists them.
pub(super) struct Table<'c> {
    config: &'c mut ServiceConfig,
    listed: Vec<Route>,
}

impl<'c> Table<'c> {
    pub(super) fn new(config: &'c mut ServiceConfig) -> Self {
        Self {
            config,
            listed: Vec::new(),
        }
    }

    /// What handlers of a worker share.
    pub(super) fn share<T: 'static>(&mut self, shared: T) {
        self.config.app_data(Data::new(shared));
    }

    /// The routes of this path.
    pub(super) fn at(&mut self, path: &'static str) -> Place<'_, 'c> {
        Place {
            resource: web::resource(path),
            path,
            table: self,
        }
    }
}

/// A path whose routes are being told. Nothing is registered before [`Place::add`].
#[must_use]
pub(super) struct Place<'t, 'c> {
    table: &'t mut Table<'c>,
    path: &'static str,
    resource: Resource,
}

impl Place<'_, '_> {
    /// A handler of one method.
    pub(super) fn on<F, Args>(mut self, method: Method, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let route = web::method(method.clone()).to(handler);
        self.resource = self.resource.route(route);
        let path = self.path;
        self.table.listed.push(Route { method, path });
        self
    }

    /// A handler of GET.
    pub(super) fn get<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.on(Method::GET, handler)
    }

    /// A handler of GET and HEAD.
    pub(super) fn readable<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.on(Method::GET, handler.clone())
            .on(Method::HEAD, handler)
    }

    /// A handler of POST.
    pub(super) fn post<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.on(Method::POST, handler)
    }

    /// The handler of every method that has none of its own; without it the answer is 405.
    pub(super) fn otherwise<F, Args>(mut self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.resource = self.resource.default_service(web::to(handler));
        self
    }

    /// Registers the path.
    pub(super) fn add(self) {
        self.table.config.service(self.resource);
    }

    /// Registers the path behind middleware of its own.
    pub(super) fn add_behind<F>(self, wrapped: impl FnOnce(Resource) -> F)
    where
        F: HttpServiceFactory + 'static,
    {
        self.table.config.service(wrapped(self.resource));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_lists_what_was_registered() {
        let listed: Vec<String> = routes().iter().map(Route::to_string).collect();
        for route in [
            "POST /graphql",
            "GET /graphql",
            "POST /oai",
            "POST /oauth/token",
            "POST /session",
            "GET /export/{file}",
            "HEAD /parties/{code}",
        ] {
            assert!(listed.iter().any(|one| one == route), "{route}: {listed:?}");
        }
        let mut once = listed.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), listed.len(), "{listed:?}");
    }
}
