//! Tests that the tools' introspection passes and that larger ones do not.

use super::*;

/// The introspection query that most tools send, with all its options.
fn introspection() -> String {
    let of_types = format!(
        "{}kind name{}",
        "kind name ofType { ".repeat(9),
        " }".repeat(9)
    );
    format!(
        "query IntrospectionQuery {{ __schema {{ description
           queryType {{ name kind }} mutationType {{ name kind }} subscriptionType {{ name kind }}
           types {{ ...FullType }}
           directives {{ name description isRepeatable locations
             args(includeDeprecated: true) {{ ...InputValue }} }} }} }}
         fragment FullType on __Type {{ kind name description specifiedByURL isOneOf
           fields(includeDeprecated: true) {{ name description
             args(includeDeprecated: true) {{ ...InputValue }}
             type {{ ...TypeRef }} isDeprecated deprecationReason }}
           inputFields(includeDeprecated: true) {{ ...InputValue }}
           interfaces {{ ...TypeRef }}
           enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
           possibleTypes {{ ...TypeRef }} }}
         fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }}
           defaultValue isDeprecated deprecationReason }}
         fragment TypeRef on __Type {{ {of_types} }}"
    )
}

#[test]
fn standard_introspection_passes() {
    let bill = checked(&introspection()).unwrap();
    assert_eq!(bill.kind, OperationType::Query);
    assert_eq!(bill.depth, 1);
    assert!(bill.cost < 1_000, "{bill:?}");
}

#[test]
fn types_within_types_of_an_introspection_are_refused() {
    let nested = |times: usize| {
        let (open, close) = ("fields { type { ".repeat(times), "} }".repeat(times));
        format!("{{ __schema {{ types {{ {open} name {close} }} }} }}")
    };
    assert!(checked(&nested(2)).is_ok());
    let refusal = checked(&nested(5)).unwrap_err();
    assert!(matches!(refusal, Refusal::IntrospectionTooLarge { .. }));
    let deep = format!(
        "{{ __type(name: \"Query\") {{ {} name {} }} }}",
        "ofType { ".repeat(20),
        "}".repeat(20)
    );
    let refusal = checked(&deep).unwrap_err();
    assert!(matches!(
        refusal,
        Refusal::TooDeep {
            most: INTROSPECTION_DEPTH,
            ..
        }
    ));
}
