//! What each provider's gateway says when all is well.

use crate::server::{Ask, Place};

pub const PROVIDERS: [&str; 3] = ["zapi", "evolution", "enviaai"];
/// The instance that is there from the start.
pub const NAME: &str = "loja-1";
/// Stands in every answer where a token or a text of the gateway's own would; must not be seen in any message.
pub const RAW: &str = "RAWCANARY0123456789abcdefRAWCANARY";
/// A code to scan.
pub const CODE: &str = "2@abcdefghijklmnopqrstuvwxyz0123456789,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// What a request with this head is for.
pub fn ask_of(provider: &str, head: &str) -> Ask {
    let line = head.lines().next().unwrap_or_default();
    let has = |part: &str| line.contains(part);
    match provider {
        "evolution" if line.starts_with("GET / ") => Ask::Detect,
        "evolution" if has("/instance/create") => Ask::Create,
        "evolution" if has("/instance/fetchInstances") => Ask::List,
        "evolution" if has("/instance/connectionState/") => Ask::Status,
        "evolution" if has("/instance/connect/") => Ask::Qr,
        "zapi" | "enviaai" if line.starts_with("POST /instances/integrator/on-demand ") => Ask::Create,
        "zapi" | "enviaai" if line.starts_with("POST /instances ") => Ask::Create,
        "zapi" | "enviaai" if line.starts_with("GET /instances?") => Ask::List,
        "zapi" | "enviaai" if has("/status ") => Ask::Status,
        "zapi" if has("/qr-code") => Ask::Qr,
        "enviaai" if has("/connect ") || has("/qrcode ") => Ask::Qr,
        _ => Ask::Other,
    }
}

/// The good answer at a place.
pub fn body(place: Place) -> String {
    let text = match (place.provider, place.ask) {
        ("evolution", Ask::Detect) => {
            r#"{"status":200,"message":"Welcome to the Evolution API, it is working!","version":"2.3.7"}"#
        }
        ("evolution", Ask::Create) => {
            r#"{"instance":{"instanceName":"nova","instanceId":"i-2","status":"close"},"hash":"RAW"}"#
        }
        ("evolution", Ask::List) => r#"[{"id":"i-1","name":"loja-1","connectionStatus":"close","token":"RAW"}]"#,
        ("evolution", Ask::Status) => r#"{"instance":{"instanceName":"loja-1","state":"close"}}"#,
        ("evolution", Ask::Qr) => r#"{"pairingCode":null,"code":"CODE","count":1}"#,
        ("zapi", Ask::Create) => r#"{"id":"i-2","token":"RAW"}"#,
        ("zapi", Ask::List) => {
            r#"{"total":1,"totalPage":1,"pageSize":50,"page":1,"content":[{"id":"i-1","name":"loja-1","token":"RAW"}]}"#
        }
        ("zapi", Ask::Status) => r#"{"connected":false,"error":"You are not connected."}"#,
        ("zapi", Ask::Qr) => r#"{"value":"CODE"}"#,
        ("enviaai", Ask::Create) => r#"{"success":true,"data":{"id":"i-2","name":"nova","status":"disconnected"}}"#,
        ("enviaai", Ask::List) => {
            r#"{"success":true,"data":[{"id":"i-1","name":"loja-1"}],"pagination":{"hasMore":false}}"#
        }
        ("enviaai", Ask::Status) => r#"{"success":true,"data":{"status":"disconnected"}}"#,
        ("enviaai", Ask::Qr) => r#"{"success":true,"data":{"qrCode":"CODE"}}"#,
        _ => "{}",
    };
    text.replace("RAW", RAW).replace("CODE", CODE)
}

/// The good answer with more put into its first object.
pub fn body_with(place: Place, more: &str) -> String {
    body(place).replacen('{', &format!("{{{more},"), 1)
}
