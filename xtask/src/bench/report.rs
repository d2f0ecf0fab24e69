//! The comparisons as a page and as a picture.

use std::env::consts;
use std::fmt::Write as _;
use std::process::Command;
use std::{fs, thread};

use serde_json::Value;

use super::Section;
use crate::process;

/// What the figures were measured on: processor, cores, system, compiler.
pub(crate) fn machine() -> String {
    let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = information.lines().find(|line| line.starts_with(name))?;
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    };
    let processor = field("model name").unwrap_or_else(|| consts::ARCH.to_owned());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let system = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let system = system
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))
        .map_or_else(|| consts::OS.to_owned(), |name| name.trim_matches('"').to_owned());
    let compiler = process::output(Command::new("rustc").arg("--version")).unwrap_or_default();
    format!("{processor}, {cores} cores, {system}, {}", compiler.trim())
}

/// The tables, for `benches/REPORT.md`.
pub(crate) fn markdown(machine: &str, sections: &[Section]) -> String {
    let mut text = format!(
        "# Comparisons\n\nMade by `cargo xtask bench` on {machine}. Times are of one machine and one moment, counts are not. \
         `ratio` is our figure divided by the peer's: below 1, ours needs less. A dash is a figure that was not \
         measured or a job that the peer does not do; the note says which.\n\n\
         ![our figure divided by the peer's, one bar a comparison](report.svg)\n",
    );
    for section in sections {
        // Writing to a string does not fail.
        let _ = write!(text, "\n## {}\n\n", section.program);
        text.push_str("| job | unit | ours | peer | | ratio | note |\n|---|---|---:|---|---:|---:|---|\n");
        for row in &section.rows {
            let word =
                |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default().replace('|', "\\|");
            let figure = |key: &str| row.get(key).and_then(Value::as_f64).map_or("–".to_owned(), number);
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} | {} |",
                word("name"),
                word("unit"),
                figure("ours"),
                word("peer_version"),
                figure("peer"),
                figure("ratio"),
                word("note"),
            );
        }
        for remark in &section.remarks {
            let _ = write!(text, "\n{remark}\n");
        }
    }
    text
}

/// Whole numbers as such, others with three digits that count.
fn number(value: f64) -> String {
    if value.fract() == 0.0 {
        return format!("{value:.0}");
    }
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.digits$}")
}

/// One bar.
struct Bar<'a> {
    section: &'a str,
    name: String,
    ratio: f64,
}

const WIDTH: f64 = 1100.0;
const LABEL: f64 = 640.0;
const LINE: f64 = 16.0;
/// Powers of ten that the scale shows on each side of 1.
const DECADES: f64 = 2.0;

/// One bar for each comparison of times and memory, on a logarithmic scale: to the left of the middle ours needs less.
#[allow(clippy::arithmetic_side_effects, reason = "coordinates of a picture, in floating point")]
pub(crate) fn plot(sections: &[Section]) -> String {
    let bars: Vec<Bar<'_>> = sections.iter().flat_map(bars_of).collect();
    let middle = (LABEL + WIDTH) / 2.0;
    let decade = (WIDTH - LABEL) / 2.0 / DECADES;
    let height = f64::from(u32::try_from(bars.len()).unwrap_or(u32::MAX)) * LINE + 40.0;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" \
         font-size=\"11\"><title>our figure divided by the peer's</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    for power in -2_i32..=2 {
        let x = middle + f64::from(power) * decade;
        let _ = writeln!(
            text,
            "<line x1=\"{x}\" x2=\"{x}\" y1=\"22\" y2=\"{height}\" stroke=\"#ccc\"/>\
             <text x=\"{x}\" y=\"16\" text-anchor=\"middle\" fill=\"#333\">{}</text>",
            10_f64.powi(power)
        );
    }
    let mut y = 28.0;
    for bar in bars {
        let end = middle + bar.ratio.log10().clamp(-DECADES, DECADES) * decade;
        let (x, width) = (end.min(middle), (end - middle).abs());
        let colour = if bar.ratio <= 1.0 { "#2a6f4e" } else { "#a4501f" };
        let _ = writeln!(
            text,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\" fill=\"#222\">{}: {}</text>\
             <rect x=\"{x:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"11\" fill=\"{colour}\"/>",
            LABEL - 8.0,
            y + 9.0,
            escaped(bar.section),
            escaped(&bar.name),
        );
        y += LINE;
    }
    text.push_str("</svg>\n");
    text
}

fn bars_of(section: &Section) -> impl Iterator<Item = Bar<'_>> {
    section.rows.iter().filter_map(|row| {
        let word = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
        let ratio = row.get("ratio").and_then(Value::as_f64).filter(|ratio| *ratio > 0.0)?;
        let peer = word("peer_version").split([',', '(']).next().unwrap_or_default().trim().to_owned();
        let name = format!("{} [{}] / {peer}", word("name"), word("unit"));
        Some(Bar { section: &section.program, name, ratio })
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_what_was_said() {
        let row = serde_json::json!({
            "name": "recognise", "ours": 2, "peer": 3, "peer_version": "other 1.0", "ratio": 0.5,
            "unit": "commands", "note": "a|b",
        });
        let sections =
            [Section { program: "card".to_owned(), rows: vec![row], remarks: vec!["SKIPPED x".to_owned()] }];
        let text = markdown("a machine", &sections);
        assert!(text.contains("\n## card\n"), "{text}");
        assert!(text.contains("| recognise | commands | 2 | other 1.0 | 3 | 0.50 | a\\|b |\n"), "{text}");
        assert!(text.ends_with("\nSKIPPED x\n"), "{text}");
    }

    #[test]
    fn a_bar_for_each_ratio() {
        let row = |ratio: Value| serde_json::json!({"name": "a < b", "peer_version": "other 1.0, long", "ratio": ratio, "unit": "ms"});
        let rows = vec![row(0.01.into()), row(10.0.into()), row(Value::Null), row(0.into())];
        let sections = [Section { program: "card".to_owned(), rows, remarks: Vec::new() }];
        let text = plot(&sections);
        assert_eq!(text.matches("height=\"11\"").count(), 2, "{text}");
        assert!(text.contains("card: a &lt; b [ms] / other 1.0<"), "{text}");
        assert!(text.contains("x=\"640.0\" y=\"28\" width=\"230.0\""), "{text}");
        assert!(text.contains("x=\"870.0\" y=\"44\" width=\"115.0\""), "{text}");
    }

    #[test]
    fn three_digits_count() {
        assert_eq!(["0.126", "12.34", "300.4"].map(|n| number(n.parse().unwrap())), ["0.13", "12.3", "300"]);
    }
}
