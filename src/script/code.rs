//! A code in a terminal: two rows of modules in a line of half blocks.

use crate::qr::{Matrix, QUIET};
use std::fmt::Write;

/// The code with its quiet zone. With `colors` it is black on white whatever the terminal's own are; without, light
/// modules are what is printed, as fits a dark terminal.
pub fn drawn(matrix: &Matrix, colors: bool) -> String {
    let side = matrix.side + 2 * QUIET;
    let dark = |x: usize, y: usize| {
        let inside = (QUIET..QUIET + matrix.side).contains(&x) && (QUIET..QUIET + matrix.side).contains(&y);
        inside && matrix.dark.get((y - QUIET) * matrix.side + x - QUIET).copied().unwrap_or_default()
    };
    let mut text = String::with_capacity(side * side * 2);
    for y in (0..side).step_by(2) {
        if colors {
            text.push_str("\x1b[30;107m");
        }
        for x in 0..side {
            let (upper, lower) = (dark(x, y), y + 1 < side && dark(x, y + 1));
            text.push(match (colors, upper, lower) {
                (true, true, true) | (false, false, false) => '█',
                (true, true, false) | (false, false, true) => '▀',
                (true, false, true) | (false, true, false) => '▄',
                (_, _, _) => ' ',
            });
        }
        let _ = writeln!(text, "{}", if colors { "\x1b[0m" } else { "" });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_is_drawn_and_both_ways_say_the_same() {
        let dark: Vec<bool> = (0..25).map(|at| at % 3 == 0).collect();
        let matrix = Matrix { side: 5, dark: dark.clone() };
        let plain = drawn(&matrix, false);
        let lines: Vec<Vec<char>> = plain.lines().map(|line| line.chars().collect()).collect();
        assert_eq!((lines.len(), lines[0].len()), (7, 13));
        for (at, is_dark) in dark.iter().enumerate() {
            let (x, y) = (at % 5 + QUIET, at / 5 + QUIET);
            let light = match lines[y / 2][x] {
                '█' => true,
                '▀' => y % 2 == 0,
                '▄' => y % 2 == 1,
                _ => false,
            };
            assert_eq!(light, !is_dark, "{x}, {y}");
        }
        let colored = drawn(&matrix, true);
        assert_eq!(colored.matches("\x1b[30;107m").count(), 7);
    }
}
