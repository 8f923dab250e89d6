//! Profiles: gateways that are odd in one way, for as long as that is chosen. Made from public reports and from what
//! real servers did. Each is a row of [`ALL`]; what a row does not name is as at the usual gateway.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::call::Call;
use super::gateway::Gateway;
use super::http::{Reply, Request};
use super::instance::{Instance, Link, Owner};
use super::names;
use super::twin::Twin;
use super::world::World;

/// Longer than anybody waits.
const NEVER: Duration = Duration::from_mins(10);
/// A code that was shown for so long has been seen.
const SEEN: Duration = Duration::from_millis(30);

/// A call to a gateway.
pub(super) struct Asked<'a> {
    twin: &'static dyn Twin,
    call: Call,
    request: &'a Request,
}

impl Asked<'_> {
    fn gateway(&self) -> Gateway {
        self.twin.gateway()
    }
}

/// One oddity: its name, and the moments of a call at which it shows.
pub(super) struct Profile {
    pub name: &'static str,
    /// Answers in the gateway's place.
    instead: fn(&Asked<'_>) -> Option<Reply>,
    /// Happens before the gateway hears of it; what it hears may be something else.
    before: fn(&mut World, &'static dyn Twin, Call, &mut Request),
    /// Instances that the gateway does not know of while it answers.
    hides: fn(&World, &Asked<'_>, &Instance) -> bool,
    /// Instances that look unlinked while the gateway answers.
    veils: fn(&Asked<'_>, &Instance) -> bool,
    /// Happens after it, to the answer and to an instance that it made.
    after: fn(&mut World, &Asked<'_>, Option<usize>, Reply) -> Reply,
}

const USUAL: Profile = Profile {
    name: "usual",
    instead: |_| None,
    before: |_, _, _, _| {},
    hides: |_, _, _| false,
    veils: |_, _| false,
    after: |_, _, _, reply| reply,
};

/// All of them, the usual one first.
pub(super) static ALL: &[Profile] = &[
    USUAL,
    Profile { name: "list-lags", hides: is_young, ..USUAL },
    Profile { name: "slow-lists", after: slow_lists, ..USUAL },
    Profile { name: "small-pages", instead: refuse_page, before: shrink_page, ..USUAL },
    Profile { name: "big-total", after: big_total, ..USUAL },
    Profile { name: "no-ids", after: row_without_id, ..USUAL },
    Profile { name: "number-ids", after: number_ids, ..USUAL },
    Profile { name: "one-id", after: one_id, ..USUAL },
    Profile { name: "names-lower", before: |_, t, c, r| names::store(t.gateway(), c, r, names::lower), ..USUAL },
    Profile { name: "names-plain", before: |_, t, c, r| names::store(t.gateway(), c, r, names::plain), ..USUAL },
    Profile { name: "names-apart", before: |_, t, c, r| names::store(t.gateway(), c, r, names::apart), ..USUAL },
    Profile { name: "names-spaces", before: |_, t, c, r| names::store(t.gateway(), c, r, names::spaces), ..USUAL },
    Profile { name: "names-entities", before: |_, t, c, r| names::store(t.gateway(), c, r, names::entities), ..USUAL },
    Profile { name: "names-cut", before: |_, t, c, r| names::store(t.gateway(), c, r, names::cut), ..USUAL },
    Profile { name: "namesake", before: namesake, ..USUAL },
    Profile { name: "name-taken-over", before: take_over, ..USUAL },
    Profile { name: "half-made", after: half_made, ..USUAL },
    Profile { name: "open-without-owner", after: open_without_owner, ..USUAL },
    Profile { name: "stays-open", after: stays_open, ..USUAL },
    Profile { name: "restart-flaps", before: start_to_flap, veils: is_flapping, ..USUAL },
    Profile { name: "deletes-late", before: stay_behind, after: leave_later, ..USUAL },
    Profile { name: "number-ignored", after: number_ignored, ..USUAL },
    Profile { name: "device-removed", before: remove_devices, ..USUAL },
    Profile { name: "frozen", after: freeze, ..USUAL },
    Profile { name: "old-server", instead: |asked| asked.twin.as_old_server(asked.request), ..USUAL },
    Profile { name: "platform-404", instead: |_| Some(platform()), ..USUAL },
    Profile { name: "password-wall", instead: |_| Some(wall()), ..USUAL },
    Profile { name: "redirect", instead: |_| Some(redirect()), ..USUAL },
    Profile { name: "shield", instead: |_| Some(shield()), ..USUAL },
];

/// The one that every gateway starts with.
pub(super) fn usual() -> &'static Profile {
    &ALL[0]
}

/// Chooses the profile of a provider or of one gateway: `provider`, `profile`. Without a provider, of all.
pub(super) fn choose(world: &mut World, order: &Value) -> Result<(), String> {
    let wanted = order["provider"].as_str().unwrap_or_default();
    let name = order["profile"].as_str().unwrap_or_default();
    let known = || ALL.iter().map(|profile| profile.name).collect::<Vec<_>>().join(", ");
    let profile = ALL.iter().find(|profile| profile.name == name);
    let profile = profile.ok_or_else(|| format!("unknown profile “{name}”, known are {}", known()))?;
    let meant = world.meant(wanted)?;
    for site in world.sites.iter_mut().filter(|site| meant.contains(&site.gateway)) {
        site.profile = profile.name;
    }
    Ok(())
}

fn profile_of(world: &World, gateway: Gateway) -> &'static Profile {
    let chosen = world.sites.iter().find(|site| site.gateway == gateway).map(|site| site.profile);
    ALL.iter().find(|profile| Some(profile.name) == chosen).unwrap_or(usual())
}

/// A request to a gateway, answered as its profile has it.
pub(super) fn answer(world: &mut World, twin: &'static dyn Twin, request: &Request) -> Reply {
    let gateway = twin.gateway();
    let profile = profile_of(world, gateway);
    let call = twin.call_of(request);
    if let Some(reply) = (profile.instead)(&Asked { twin, call, request }) {
        return reply;
    }
    let mut request = request.clone();
    (profile.before)(world, twin, call, &mut request);
    let asked = Asked { twin, call, request: &request };
    let strangers = world.of(gateway).filter(|i| i.stranger && i.is_meant(&request)).count();
    let hidden = take_out(world, |world, instance| (profile.hides)(world, &asked, instance));
    let veiled = veil(world, |instance| (profile.veils)(&asked, instance));
    let known = world.instances.len();
    let reply = twin.handle(world, &request);
    let made = (world.instances.len() > known).then_some(known);
    for (id, link) in veiled {
        if let Some(index) = world.find(gateway, |i| i.id == id && matches!(i.link, Link::Idle)) {
            world.instances[index].link = link;
        }
    }
    let reply = (profile.after)(world, &asked, made, reply);
    world.instances.extend(hidden);
    if reply.is_success() && is_act(call, &request) && strangers > 0 {
        world.touched += 1;
    }
    reply
}

/// Something that changes the instance in the path, or shows its code. What has no name here does so unless it reads.
fn is_act(call: Call, request: &Request) -> bool {
    call.is_act() || call == Call::Other && request.method != "GET"
}

fn take_out(world: &mut World, hides: impl Fn(&World, &Instance) -> bool) -> Vec<Instance> {
    let all = std::mem::take(&mut world.instances);
    let (hidden, seen) = all.into_iter().partition(|instance| hides(world, instance));
    world.instances = seen;
    hidden
}

fn veil(world: &mut World, veils: impl Fn(&Instance) -> bool) -> Vec<(String, Link)> {
    let veiled = world.instances.iter_mut().filter(|instance| veils(instance));
    veiled.map(|i| (i.id.clone(), std::mem::replace(&mut i.link, Link::Idle))).collect()
}

fn add_to_total(twin: &dyn Twin, list: &mut Value) {
    if let Some(total) = twin.total(list) {
        *total = json!(total.as_u64().unwrap_or_default() + 1);
    }
}

// New instances appear in lists late.
fn is_young(world: &World, asked: &Asked<'_>, instance: &Instance) -> bool {
    let age = Timestamp::now().duration_since(instance.created);
    asked.call == Call::List && instance.gateway == asked.gateway() && age.unsigned_abs() < world.options.odd
}

// A server with many instances takes long to list them (evolution-api#94).
fn slow_lists(world: &mut World, asked: &Asked<'_>, _: Option<usize>, reply: Reply) -> Reply {
    if asked.call == Call::List { reply.after(world.options.odd) } else { reply }
}

fn refuse_page(asked: &Asked<'_>) -> Option<Reply> {
    if asked.call == Call::List { asked.twin.refuse_page(asked.request) } else { None }
}

fn shrink_page(_: &mut World, twin: &'static dyn Twin, call: Call, request: &mut Request) {
    if call == Call::List {
        twin.shrink_page(request);
    }
}

// The count includes what is not listed.
fn big_total(_: &mut World, asked: &Asked<'_>, _: Option<usize>, reply: Reply) -> Reply {
    if asked.call != Call::List {
        return reply;
    }
    reply.with_json(|list| add_to_total(asked.twin, list))
}

// The sample in Z-API's own documentation has such a row.
fn row_without_id(_: &mut World, asked: &Asked<'_>, _: Option<usize>, reply: Reply) -> Reply {
    if asked.call != Call::List {
        return reply;
    }
    reply.with_json(|list| {
        if let Some(rows) = asked.twin.rows(list) {
            rows.push(asked.twin.row_without_id());
            add_to_total(asked.twin, list);
        }
    })
}

/// Gives an instance another id, in the answer too. Where the name is the id there is no other.
fn with_id(world: &mut World, index: usize, id: &str, reply: Reply) -> Reply {
    if world.instances[index].id == world.instances[index].name {
        return reply;
    }
    let old = std::mem::replace(&mut world.instances[index].id, id.to_owned());
    let text = String::from_utf8_lossy(&reply.body).replace(&old, id);
    Reply { body: text.into_bytes(), ..reply }
}

// Ids that are numbers in JSON, as at green-api.
fn number_ids(world: &mut World, _: &Asked<'_>, made: Option<usize>, reply: Reply) -> Reply {
    let reply = match made {
        Some(index) => {
            let id = (1001 + index).to_string();
            with_id(world, index, &id, reply)
        }
        None => reply,
    };
    reply.with_json(as_numbers)
}

fn as_numbers(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(as_numbers),
        Value::Object(map) => {
            for (key, value) in map {
                let digits = value.as_str().and_then(|text| text.parse::<u32>().ok());
                match digits {
                    Some(digits) if matches!(key.as_str(), "id" | "instanceId") => *value = json!(digits),
                    _ => as_numbers(value),
                }
            }
        }
        _ => {}
    }
}

// Every create is answered with the id of the first.
fn one_id(world: &mut World, asked: &Asked<'_>, made: Option<usize>, reply: Reply) -> Reply {
    let first = world.of(asked.gateway()).next().map(|first| first.id.clone());
    match (made, first) {
        (Some(index), Some(id)) if world.instances[index].id != id => with_id(world, index, &id, reply),
        _ => reply,
    }
}

/// An instance of somebody else, linked to a phone.
fn stranger(twin: &dyn Twin, name: &str) -> Instance {
    let mut instance = twin.blank(name);
    instance.link = Link::Open(Timestamp::now());
    instance.owner = Some(Owner { phone: "5521999990000".to_owned(), name: "Outra loja".to_owned() });
    instance.stranger = true;
    instance
}

// Somebody else makes one of the same name at the same moment; where names are taken once, in capitals.
fn namesake(world: &mut World, twin: &'static dyn Twin, call: Call, request: &mut Request) {
    let gateway = twin.gateway();
    let Some(name) = names::asked_for(gateway, call, request) else { return };
    let name = if gateway.facts().by_name { name.to_uppercase() } else { name };
    if world.find(gateway, |i| i.stranger && i.name == name).is_none() {
        world.instances.push(stranger(twin, &name));
    }
}

// Before anything is done to an instance, its name is somebody else's. Where calls are addressed by name, it is gone;
// where no token goes with them either, that shows to whoever reads first, and between that and the act to nobody.
fn take_over(world: &mut World, twin: &'static dyn Twin, call: Call, request: &mut Request) {
    let gateway = twin.gateway();
    let Some(index) = world.find(gateway, |i| !i.stranger && i.is_meant(request)) else { return };
    let Instance { name, token, .. } = world.instances[index].clone();
    if !(is_act(call, request) || token.is_empty()) || world.find(gateway, |i| i.stranger && i.name == name).is_some() {
        return;
    }
    if gateway.facts().by_name {
        world.instances.remove(index);
    }
    world.instances.push(stranger(twin, &name));
}

// Evolution 1.x keeps what a refused create has begun.
fn half_made(_: &mut World, asked: &Asked<'_>, made: Option<usize>, reply: Reply) -> Reply {
    if made.is_some() && reply.is_success() { asked.twin.residue() } else { reply }
}

// Evolution 2.2.3 lists what was never paired as open (evolution-api#1407).
fn open_without_owner(world: &mut World, asked: &Asked<'_>, _: Option<usize>, reply: Reply) -> Reply {
    list_open(world, asked, reply, |instance| instance.owner.is_none())
}

// Evolution 2.3.7 lists a link as it was written down last, and does not write down that it broke.
fn stays_open(world: &mut World, asked: &Asked<'_>, _: Option<usize>, reply: Reply) -> Reply {
    list_open(world, asked, reply, |instance| instance.owner.is_some())
}

/// The list calls these connected.
fn list_open(world: &World, asked: &Asked<'_>, reply: Reply, which: fn(&Instance) -> bool) -> Reply {
    if asked.call != Call::List {
        return reply;
    }
    let meant: Vec<&str> = world.of(asked.gateway()).filter(|i| which(i)).map(|i| i.id.as_str()).collect();
    reply.with_json(|list| {
        for row in asked.twin.rows(list).into_iter().flatten() {
            if asked.twin.id_of(row).is_some_and(|id| meant.contains(&id)) {
                asked.twin.call_open(row);
            }
        }
    })
}

// Evolution 2.3.7 closes and opens the link for some seconds after a restart.
fn start_to_flap(world: &mut World, twin: &'static dyn Twin, call: Call, request: &mut Request) {
    if call == Call::Restart
        && let Some(index) = world.find(twin.gateway(), |i| i.is_open() && i.is_meant(request))
    {
        world.instances[index].odd_until = Some(Instant::now() + world.options.odd);
    }
}

fn is_flapping(asked: &Asked<'_>, instance: &Instance) -> bool {
    let reads = matches!(asked.call, Call::List | Call::Status);
    reads && instance.is_open() && instance.odd_until.is_some_and(|until| Instant::now() < until)
}

// What is deleted is listed for a while: a copy of it stays behind, unless the delete is refused.
fn stay_behind(world: &mut World, twin: &'static dyn Twin, call: Call, request: &mut Request) {
    if call == Call::Delete
        && let Some(index) = world.find(twin.gateway(), |i| i.is_meant(request))
    {
        let mut copy = world.instances[index].clone();
        copy.leaves = copy.leaves.or_else(|| Some(Instant::now() + world.options.odd));
        copy.link = Link::Idle;
        world.instances.push(copy);
    }
}

fn leave_later(world: &mut World, asked: &Asked<'_>, _: Option<usize>, reply: Reply) -> Reply {
    if asked.call == Call::Delete
        && let Some((copy, others)) = world.instances.split_last()
        && let Some(own) = others.iter().position(|i| (i.gateway, &i.id) == (copy.gateway, &copy.id))
    {
        let spare = if reply.is_success() { own } else { others.len() };
        world.instances.remove(spare);
    }
    reply
}

// A number that is sent while a code is on show is not heard. Some gateways are so by themselves.
fn number_ignored(world: &mut World, asked: &Asked<'_>, _: Option<usize>, reply: Reply) -> Reply {
    let showing = world
        .of(asked.gateway())
        .any(|i| i.is_meant(asked.request) && i.shows_for().is_some_and(|t| t > SEEN));
    let ignored = if showing { asked.twin.ignore_number(asked.request) } else { None };
    ignored.unwrap_or(reply)
}

// The phone removes every device after a while.
fn remove_devices(world: &mut World, twin: &'static dyn Twin, _: Call, _: &mut Request) {
    let gateway = twin.gateway();
    let (period, odd) = (world.period(gateway), world.options.odd);
    let linked_for = |at: Timestamp| Timestamp::now().duration_since(at).unsigned_abs();
    for instance in world.instances.iter_mut().filter(|i| i.gateway == gateway && !i.stranger) {
        if let Link::Open(at) = instance.link
            && linked_for(at) >= odd
        {
            instance.unlink(period);
            instance.removed = true;
        }
    }
}

// Once a code has been shown, nothing is answered any more.
fn freeze(world: &mut World, asked: &Asked<'_>, _: Option<usize>, reply: Reply) -> Reply {
    let shown = world.of(asked.gateway()).any(|i| i.shows_for().is_some_and(|time| time > SEEN));
    if shown { reply.after(NEVER) } else { reply }
}

/// What a hosting platform says when the app is not there.
fn platform() -> Reply {
    let words = json!({"status": "error", "code": 404, "message": "Application not found", "request_id": "r1"});
    Reply::json(404, &words)
}

fn wall() -> Reply {
    let page = "<html><title>401 Authorization Required</title></html>";
    Reply::raw(401, "text/html", page.as_bytes().to_vec()).with_header("www-authenticate", "Basic realm=\"restricted\"")
}

fn redirect() -> Reply {
    let page = "<html><head><title>301 Moved Permanently</title></head></html>";
    Reply::raw(301, "text/html", page.as_bytes().to_vec()).with_header("location", "https://gateway.example/")
}

fn shield() -> Reply {
    let page = "<!DOCTYPE html><title>Just a moment...</title>";
    Reply::raw(403, "text/html; charset=UTF-8", page.as_bytes().to_vec())
        .with_header("server", "cloudflare")
        .with_header("cf-mitigated", "challenge")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_and_the_usual_one_is_first() {
        let mut names: Vec<&str> = ALL.iter().map(|profile| profile.name).collect();
        assert_eq!(names[0], "usual");
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }
}
