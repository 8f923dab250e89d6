//! Plain types with no behaviour beyond their own rules. Knows nobody else.

pub mod account;
pub mod connection;
pub mod diagnosis;
pub mod failure;
pub mod id_set;
pub mod ids;
pub mod instance;
pub mod journal;
pub mod link;
pub mod lookup;
pub mod names;
pub mod notice;
pub mod odd_rows;
pub mod origin;
pub mod pairing;
pub mod pairing_code;
pub mod phone;
pub mod plain;
pub mod search;
pub mod secret;
pub mod settings;
pub mod values;
pub mod whole_list;
