//! Tokens that must be refused for their signature, their form or their JSON.

use super::*;

#[tokio::test]
async fn wrong_signatures() {
    let (ed, ec, rsa) = (header(&ED), header(&EC), header(&RSA));
    let claims = text(&claims());
    let forge = |header: &Members, key: &EncodingKey, algorithm| {
        signed(&text(header), &claims, key, algorithm)
    };
    let stranger = ed25519("ed");
    let token = forge(&ed, &stranger.private, Algorithm::EdDSA);
    refused("a stranger's key", Reason::Signature, &token).await;
    for secret in [RSA.pem.as_bytes(), RSA.pem.trim().as_bytes(), b""] {
        let secret = EncodingKey::from_secret(secret);
        let mut header = rsa.clone();
        let token = forge(&header, &secret, Algorithm::HS256);
        refused("public key as secret", Reason::Signature, &token).await;
        header.insert("alg".into(), json!("HS256"));
        let token = forge(&header, &secret, Algorithm::HS256);
        refused("HS256", Reason::Algorithm, &token).await;
    }
    for algorithm in [Algorithm::RS512, Algorithm::PS256] {
        let token = forge(&rsa, &RSA.private, algorithm);
        refused("other scheme", Reason::Signature, &token).await;
    }
    for (pair, header) in [(&ED, &ed), (&EC, &ec), (&RSA, &rsa)] {
        let good = forge(header, &pair.private, pair.algorithm);
        let (message, signature) = good.rsplit_once('.').unwrap();
        let zeros = base64(vec![0; URL_SAFE_NO_PAD.decode(signature).unwrap().len()]);
        let longer = format!("{signature}AAAA");
        let shorter = &signature[..signature.len() - 4];
        for signature in [
            "",
            "AA",
            "!!!!",
            &zeros,
            &longer,
            shorter,
            &format!("{signature}="),
        ] {
            let token = format!("{message}.{signature}");
            refused(signature, Reason::Signature, &token).await;
        }
    }
    let other = signed(&text(&ed), "{}", &ED.private, Algorithm::EdDSA);
    let (_, signature) = other.rsplit_once('.').unwrap();
    let token = format!("{}.{}.{signature}", base64(text(&ed)), base64(&claims));
    refused("another token's signature", Reason::Signature, &token).await;
}

#[tokio::test]
async fn wrong_form() {
    let good = token(&ED, |_, _| {});
    let (head, rest) = good.split_once('.').unwrap();
    let (body, signature) = rest.split_once('.').unwrap();
    let wide = token(&ED, |_, claims| {
        claims.insert("x".into(), json!("x".repeat(13 * 1024)));
    });
    assert!(wide.len() > 17 * 1024);
    refused("17 KiB", Reason::TooLong, &wide).await;
    let cases = [
        (Reason::Parts, String::new()),
        (Reason::Parts, "token".to_owned()),
        (Reason::Parts, format!("{head}.{body}")),
        (Reason::Parts, format!("{good}.")),
        (Reason::Parts, format!("{good}..")),
        (Reason::Parts, format!(".{good}")),
        (Reason::Parts, format!("{good}.{good}")),
        (Reason::HeaderJson, "..".to_owned()),
        (Reason::HeaderJson, format!(".{body}.{signature}")),
        (Reason::ClaimsJson, format!("{head}..{signature}")),
        (Reason::Encoding, format!(" {good}")),
        (Reason::Encoding, format!("Bearer {good}")),
        (Reason::Encoding, format!("{head}=.{body}.{signature}")),
        (Reason::Encoding, format!("{head}.{body}==.{signature}")),
        (Reason::Encoding, format!("{head}.{body}\n.{signature}")),
        (Reason::Encoding, format!("{head}.+/.{signature}")),
        (Reason::Encoding, format!("{head}.é.{signature}")),
        (Reason::Signature, format!("{good} ")),
        (Reason::Signature, format!("{good}\n")),
    ];
    for (reason, token) in &cases {
        refused(token, *reason, token).await;
    }
}

#[tokio::test]
async fn wrong_json() {
    let (head, body) = (text(&header(&ED)), text(&claims()));
    let after = |json: &str, member: &str| format!("{}, {member}}}", json.trim_end_matches('}'));
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let cases = [
        (
            Reason::HeaderJson,
            after(&head, r#""alg": "EdDSA""#),
            body.clone(),
        ),
        (
            Reason::HeaderJson,
            after(&head, r#""\u0061lg": "none""#),
            body.clone(),
        ),
        (
            Reason::HeaderJson,
            after(&head, r#""x": {"a": 1, "a": 1}"#),
            body.clone(),
        ),
        (Reason::HeaderJson, format!("[{head}]"), body.clone()),
        (Reason::HeaderJson, format!("{head}{head}"), body.clone()),
        (Reason::HeaderJson, format!("\u{feff}{head}"), body.clone()),
        (
            Reason::ClaimsJson,
            head.clone(),
            after(&body, r#""party": "US""#),
        ),
        (
            Reason::ClaimsJson,
            head.clone(),
            after(&body, r#""party": "JP""#),
        ),
        (
            Reason::ClaimsJson,
            head.clone(),
            after(&body, r#""exp": 9999999999"#),
        ),
        (
            Reason::ClaimsJson,
            head.clone(),
            after(&body, r#""x": [{"a": 1, "a": 2}]"#),
        ),
        (
            Reason::ClaimsJson,
            head.clone(),
            after(&body, r#""x": NaN"#),
        ),
        (
            Reason::ClaimsJson,
            head.clone(),
            after(&body, r#""x": 1e999"#),
        ),
        (
            Reason::ClaimsJson,
            head.clone(),
            after(&body, &format!(r#""x": {deep}"#)),
        ),
        (Reason::ClaimsJson, head.clone(), "null".to_owned()),
        (Reason::ClaimsJson, head.clone(), format!("{body} x")),
        (
            Reason::ClaimsJson,
            head.clone(),
            body.replace("JP", "\\ud800"),
        ),
    ];
    for (reason, header, claims) in &cases {
        let token = signed(header, claims, &ED.private, Algorithm::EdDSA);
        refused(&format!("{header} {claims}"), *reason, &token).await;
    }
}

#[tokio::test]
async fn a_signature_that_is_known_says_nothing_of_the_time() {
    let verifier = verifier();
    let good = token(&ED, |_, _| {});
    for _ in 0..2 {
        assert!(verifier.verify(&good, NOW).await.is_ok());
    }
    let late = verifier.verify(&good, NOW + 2 * MAX_LIFETIME).await;
    assert_eq!(late.unwrap_err(), Refused::from(Reason::Expired));
}

#[tokio::test]
async fn every_single_change() {
    let verifier = verifier();
    let good = token(&ED, |_, _| {});
    for (at, was) in good.char_indices() {
        for other in ['A', 'B', 'Q', 'z', '_', '.', '=', ' '] {
            let mut changed = good.clone();
            changed.replace_range(at..at + 1, other.encode_utf8(&mut [0; 4]));
            let answer = verifier.verify(&changed, NOW).await;
            assert_eq!(answer.is_ok(), was == other, "{other:?} at {at}");
        }
        assert!(verifier.verify(&good[..at], NOW).await.is_err(), "{at}");
    }
}
