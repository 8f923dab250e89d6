//! A net below everything that is shown: a NUL in any text would end the accessibility tree of the whole window.

use egui::accesskit::Node;
use egui::{Context, FullOutput, Plugin};

/// Keeps NUL out of what is told to screen readers, whatever widget it comes from.
#[derive(Default)]
pub struct WithoutNul;

impl Plugin for WithoutNul {
    fn debug_name(&self) -> &'static str {
        "without NUL"
    }

    fn output_hook(&mut self, _context: &Context, output: &mut FullOutput) {
        let Some(update) = &mut output.platform_output.accesskit_update else { return };
        for (_, node) in &mut update.nodes {
            clean(node);
        }
    }
}

/// A space is as long as a NUL, so the places of characters that are told beside the text stay right.
fn clean(node: &mut Node) {
    let mended = |text: Option<&str>| text.filter(|text| text.contains('\0')).map(|text| text.replace('\0', " "));
    if let Some(label) = mended(node.label()) {
        node.set_label(label);
    }
    if let Some(value) = mended(node.value()) {
        node.set_value(value);
    }
    if let Some(description) = mended(node.description()) {
        node.set_description(description);
    }
    if let Some(id) = mended(node.author_id()) {
        node.set_author_id(id);
    }
    if let Some(placeholder) = mended(node.placeholder()) {
        node.set_placeholder(placeholder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::accesskit::Role;

    #[test]
    fn no_text_of_any_widget_has_a_nul() {
        let context = Context::default();
        context.enable_accesskit();
        context.add_plugin(WithoutNul);
        let mut typed = "va\0lue".to_owned();
        let mut output = context.run_ui(egui::RawInput::default(), |ui| {
            ui.label("la\0bel");
            let field = ui.add(egui::TextEdit::singleline(&mut typed).hint_text("pla\0ceholder"));
            ui.ctx().accesskit_node_builder(field.id, |node| node.set_author_id("i\0d"));
        });
        output.textures_delta.clear();
        let update = output.platform_output.accesskit_update.unwrap();
        let texts: Vec<&str> = update
            .nodes
            .iter()
            .flat_map(|(_, node)| [node.label(), node.value(), node.placeholder(), node.author_id()])
            .flatten()
            .collect();
        assert!(texts.contains(&"i d") && texts.contains(&"va lue"), "{texts:?}");
        assert!(texts.iter().all(|text| !text.contains('\0')), "{texts:?}");
        assert!(update.nodes.iter().any(|(_, node)| node.role() == Role::TextInput));
    }
}
