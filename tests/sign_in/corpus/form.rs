//! What is wrong with a signature, or with how the parts are written.

use super::Bad;
use crate::sign_in::forge::{
    self, EC, ED, Key, RSA, STRANGER, base64, signed, with, with_algorithm, with_secret, without,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

fn bad(case: impl Into<String>, token: impl Into<String>) -> Bad {
    (case.into(), token.into())
}

/// Tokens whose signature is not the key's.
pub fn signatures(key: &Key, head: &Value, said: &Value) -> Vec<Bad> {
    let good = signed(key, head, said);
    let (message, signature) = good.rsplit_once('.').unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let with_bytes = |bytes: &[u8]| format!("{message}.{}", base64(bytes));
    let mut all = Vec::new();
    for other in [&*ED, &*EC, &*RSA, &*STRANGER] {
        if other.public != key.public {
            all.push(bad(
                format!("signed with {}", other.public["kty"]),
                signed(other, head, said),
            ));
            let naming = with(head.clone(), json!({"kid": other.public["kid"]}));
            let case = format!("signed with {} and named after it", other.public["kty"]);
            if other.public["kid"] != head["kid"] {
                all.push(bad(case, signed(other, &naming, said)));
            }
        }
    }
    let changed = |at: usize, by: u8| {
        let mut bytes = bytes.clone();
        bytes[at] ^= by;
        bytes
    };
    let half = bytes.len() / 2;
    let zeros = vec![0; bytes.len()];
    let mut one = zeros.clone();
    one[bytes.len() - 1] = 1;
    let swapped = [&bytes[half..], &bytes[..half]].concat();
    let reversed: Vec<u8> = bytes.iter().rev().copied().collect();
    for (case, bytes) in [
        ("no signature", Vec::new()),
        ("zeros", zeros.clone()),
        ("one", one),
        ("ones", vec![255; bytes.len()]),
        (
            "a first half of zeros",
            [&zeros[..half], &bytes[half..]].concat(),
        ),
        (
            "a second half of zeros",
            [&bytes[..half], &zeros[half..]].concat(),
        ),
        ("halves changed over", swapped),
        ("backwards", reversed),
        ("a byte less", bytes[..bytes.len() - 1].to_vec()),
        ("a byte less at the front", bytes[1..].to_vec()),
        ("a nought more", [&bytes[..], &[0]].concat()),
        ("a nought more at the front", [&[0], &bytes[..]].concat()),
        ("twice", bytes.repeat(2)),
        ("one byte", vec![0]),
        ("other first bit", changed(0, 128)),
        ("other bit in the middle", changed(half, 1)),
        ("other last bit", changed(bytes.len() - 1, 1)),
        (
            "DER",
            [
                &[0x30, 0x44, 2, 32],
                &bytes[..32],
                &[2, 32],
                &bytes[bytes.len() - 32..],
            ]
            .concat(),
        ),
    ] {
        all.push(bad(format!("signature: {case}"), with_bytes(&bytes)));
    }
    if head["alg"] == json!("EdDSA") {
        all.push(bad(
            "signature: the order added to its scalar",
            with_bytes(&beyond_the_order(&bytes)),
        ));
    }
    // The signature of something else.
    let more = with(said.clone(), json!({"role": "secretariat"}));
    let (_, other) = signed(key, head, &more)
        .rsplit_once('.')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    all.push(bad(
        "another token's signature",
        format!("{message}.{other}"),
    ));
    let first = message.split_once('.').unwrap().0;
    let payload = base64(without(more, "party").to_string());
    all.push(bad(
        "claims changed after signing",
        format!("{first}.{payload}.{signature}"),
    ));
    // A public key taken for a secret.
    let material = key
        .public
        .get("n")
        .or(key.public.get("x"))
        .unwrap()
        .as_str()
        .unwrap();
    let secrets = [
        ("its number", material.as_bytes().to_vec()),
        ("its bytes", URL_SAFE_NO_PAD.decode(material).unwrap()),
        ("its PEM", key.pem.clone().into_bytes()),
        (
            "its PEM without the last line break",
            key.pem.trim_end().as_bytes().to_vec(),
        ),
        ("its JWK", key.public.to_string().into_bytes()),
        ("nothing", Vec::new()),
        ("secret", b"secret".to_vec()),
    ];
    for (case, secret) in secrets {
        for name in ["HS256", "HS384", "HS512"] {
            let algorithm: Algorithm = name.parse().unwrap();
            let shared = with(head.clone(), json!({ "alg": name }));
            all.push(bad(
                format!("{name} with {case}"),
                with_secret(&secret, algorithm, &shared, said),
            ));
        }
        let kept = with_secret(&secret, Algorithm::HS256, head, said);
        all.push(bad(format!("HS256 with {case}, and not said"), kept));
    }
    for name in ["none", "None", "NONE", "nOnE", ""] {
        let header = base64(with(head.clone(), json!({ "alg": name })).to_string());
        let payload = base64(said.to_string());
        all.push(bad(
            format!("{name:?} without a signature"),
            format!("{header}.{payload}."),
        ));
        all.push(bad(
            format!("{name:?} in two parts"),
            format!("{header}.{payload}"),
        ));
        let bare = base64(json!({ "alg": name, "kid": head["kid"], "typ": "JWT" }).to_string());
        all.push(bad(
            format!("{name:?} and little else"),
            format!("{bare}.{payload}."),
        ));
    }
    if head["alg"] == json!("RS256") {
        for name in ["RS384", "RS512", "PS256", "PS384", "PS512"] {
            let algorithm: Algorithm = name.parse().unwrap();
            let header = with(head.clone(), json!({ "alg": name }));
            all.push(bad(
                format!("{name}, and not said"),
                with_algorithm(key, algorithm, head, said),
            ));
            all.push(bad(
                format!("{name}, and said"),
                with_algorithm(key, algorithm, &header, said),
            ));
        }
    }
    all
}

/// The same signature with the order of the group added to its scalar, which a careless check takes for another.
fn beyond_the_order(signature: &[u8]) -> Vec<u8> {
    // 2^252 + 27742317777372353535851937790883648493, lowest byte first (RFC 8032, 5.1).
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut longer = signature.to_vec();
    let mut carry = 0;
    for (byte, order) in longer[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    longer
}

/// Tokens that are rightly signed as they stand, and not written as a token is.
pub fn parts(key: &Key, head: &Value, said: &Value) -> Vec<Bad> {
    let (header, claims) = (base64(head.to_string()), base64(said.to_string()));
    let good = signed(key, head, said);
    let (message, signature) = good.rsplit_once('.').unwrap();
    let mut all = Vec::new();
    // Not base64url, or not the one way in which it is written. The signature is that of what stands there.
    let (loose_header, loose_claims) = (loose(head), loose(said));
    let mut odd = claims.clone();
    while odd.len() % 4 != 1 {
        odd.push('A');
    }
    for (case, header, claims) in [
        (
            "padding after the header",
            format!("{header}="),
            claims.clone(),
        ),
        (
            "padding after the claims",
            header.clone(),
            format!("{claims}="),
        ),
        ("much padding", header.clone(), format!("{claims}====")),
        ("spare bits in the header", loose_header, claims.clone()),
        ("spare bits in the claims", header.clone(), loose_claims),
        ("a character too many", header.clone(), odd),
        (
            "a character of the other alphabet",
            header.clone(),
            format!("{claims}+/+/"),
        ),
        (
            "a space in the header",
            format!("{} {}", &header[..8], &header[8..]),
            claims.clone(),
        ),
        (
            "a space in the claims",
            header.clone(),
            format!("{} {}", &claims[..8], &claims[8..]),
        ),
        (
            "a tab in the claims",
            header.clone(),
            format!("{}\t{}", &claims[..8], &claims[8..]),
        ),
        (
            "a percent sign",
            header.clone(),
            claims.replacen('e', "%65", 1),
        ),
        (
            "not encoded",
            head.to_string().replace(' ', ""),
            said.to_string().replace(' ', ""),
        ),
        ("encoded twice", base64(&header), base64(&claims)),
        ("claims encoded twice", header.clone(), base64(&claims)),
        ("no text", base64([0xff, 0xfe, 0xfd]), claims.clone()),
        (
            "claims that are no text",
            header.clone(),
            base64(b"{\"a\":\"\xff\"}"),
        ),
        ("the claims as header", claims.clone(), header.clone()),
    ] {
        all.push(bad(case, forge::sealed(key, &format!("{header}.{claims}"))));
    }
    let last = signature.chars().last().unwrap();
    let start = &signature[..signature.len() - 1];
    // A, Q, g and w leave the spare bits empty.
    let spare = char::from(u8::try_from(last).unwrap() + 1);
    let wide = with(said.clone(), json!({ "x": "x".repeat(16 * 1024) }));
    for (case, token) in [
        (
            "spare bits in the signature",
            format!("{message}.{start}{spare}"),
        ),
        ("padding after the signature", format!("{good}=")),
        ("padding as it would be", format!("{good}==")),
        (
            "a signature with a space",
            format!("{message}.{} {}", &signature[..8], &signature[8..]),
        ),
        (
            "a signature of the other alphabet",
            format!("{message}.+{}", &signature[1..]),
        ),
        ("no signature", message.to_owned()),
        ("one part", header.clone()),
        ("four parts", format!("{good}.{signature}")),
        (
            "five parts",
            format!("{header}..{signature}.{claims}.{signature}"),
        ),
        ("a dot more", format!("{good}.")),
        ("a dot before", format!(".{good}")),
        ("dots", "..".to_owned() + head["alg"].as_str().unwrap()),
        ("commas for dots", good.replace('.', ",")),
        ("two tokens", format!("{good},{good}")),
        ("quoted", format!("\"{good}\"")),
        ("in brackets", format!("<{good}>")),
        ("named", format!("access_token={good}")),
        (
            "as an object",
            json!({"payload": claims, "protected": header, "signature": signature}).to_string(),
        ),
        ("sixteen KiB", signed(key, head, &wide)),
    ] {
        all.push(bad(case, token));
    }
    all
}

/// The object encoded so that the last character has bits that say nothing, and those not empty.
fn loose(object: &Value) -> String {
    let mut text = object.to_string();
    while text.len() % 3 != 1 {
        text.push(' ');
    }
    let mut encoded = base64(text);
    let last = encoded.pop().unwrap();
    encoded.push(char::from(u8::try_from(last).unwrap() + 1));
    encoded
}
