//! Rows as a real Evolution 2.3.7 lists them: about 1,047 bytes of JSON each, of which we show a tenth.

/// The list of so many rows. The first `flipped` of them have another state than usual.
pub fn list(rows: usize, flipped: usize) -> String {
    let rows = (1..=rows).map(|number| row(number, number <= flipped));
    format!("[{}]", rows.collect::<Vec<_>>().join(","))
}

/// Of twenty rows twelve are connected, five were, and three never were.
fn row(number: usize, is_flipped: bool) -> String {
    let (usual, other) = match number % 20 {
        0..12 => ("open", "close"),
        12..17 => ("close", "open"),
        _ => ("connecting", "open"),
    };
    let state = if is_flipped { other } else { usual };
    let quoted_if = |shown: bool, text: String| if shown { format!("\"{text}\"") } else { "null".to_owned() };
    let owner = quoted_if(usual != "connecting", format!("55119{number:08}@s.whatsapp.net"));
    let profile = quoted_if(state == "open", format!("Loja {number} São Paulo"));
    let (first, second, third) = (400_000_000 + number, 7_000_000_000_000_000 + number, 1_000_000_000_000 + number);
    let file = format!("{first}_{second}_{third}000000_n.jpg?ccb=11-4&oh=01_Q5AaIL{}", hex(number, 'p'));
    let picture = format!("https://pps.whatsapp.net/v/t61.24694-24/{file}&oe=67A1B2C3&_nc_sid=5e03e0&_nc_cat=108");
    let picture = quoted_if(state == "open", picture);
    let (id, token, setting) = (uuid(number, 'i'), uuid(number, 't').to_uppercase(), &hex(number, 's')[..23]);
    let on = |month: u8| format!("2025-{month}-{:02}T00:30:{:02}.314Z", 1 + number % 28, number % 60);
    let (created, updated) = (on(10), on(11));
    format!(
        r#"{{"id":"{id}","name":"loja-{number:06}","connectionStatus":"{state}","ownerJid":{owner},"profileName":{profile},"profilePicUrl":{picture},"integration":"WHATSAPP-BAILEYS","number":null,"businessId":null,"token":"{token}","clientName":"evolution","disconnectionReasonCode":null,"disconnectionObject":null,"disconnectionAt":null,"createdAt":"{created}","updatedAt":"{updated}","Chatwoot":null,"Proxy":null,"Rabbitmq":null,"Nats":null,"Sqs":null,"Websocket":null,"Setting":{{"id":"cm{setting}","rejectCall":false,"msgCall":"","groupsIgnore":false,"alwaysOnline":false,"readMessages":false,"readStatus":false,"syncFullHistory":false,"wavoipToken":"","createdAt":"{created}","updatedAt":"{updated}","instanceId":"{id}"}},"_count":{{"Message":0,"Contact":0,"Chat":0}}}}"#
    )
}

/// Digits that look like chance, and are the same in every run.
fn hex(number: usize, kind: char) -> String {
    let number = number as u128 + (u128::from(u32::from(kind)) << 64);
    format!("{:032x}", number.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835))
}

fn uuid(number: usize, kind: char) -> String {
    let hex = hex(number, kind);
    format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
}
