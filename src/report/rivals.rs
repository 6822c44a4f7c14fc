use std::fmt::Write;

use super::explanation::number;
use crate::theory::rivals::RivalReport;

/// The rules beyond the paper's that are defined in a setting, and those that are not.
pub(super) fn rivals(text: &mut String, rivals: &[RivalReport]) {
    if rivals.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "\nOther rules, told f = b where they ask (order of the error in units of s; source)"
    );
    for rival in rivals.iter().filter(|rival| rival.refused.is_none()) {
        let rank = rival.rank.as_ref().map_or(String::new(), |rank| {
            format!(
                "; rank {} of {} in the league, {} times the honest mean’s error under {}",
                rank.rank,
                rank.of,
                number(rank.worst),
                rank.adversary
            )
        });
        let _ = writeln!(
            text,
            "  {}, told {}: {} ({}){rank}",
            rival.rule, rival.told, rival.rate, rival.source
        );
    }
    for rival in rivals {
        if let Some(refused) = &rival.refused {
            let _ = writeln!(text, "  {}: not here, {refused}", rival.rule);
        }
    }
    if rivals.iter().all(|rival| rival.rank.is_none()) {
        text.push_str("  where they stand under attack, `sweep league` measures\n");
    }
}
