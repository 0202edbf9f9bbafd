package dev.sluice.analysis;

import dev.sluice.analysis.Verdict.Finding;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Collectors;

/** Evidence in words. */
final class Words {
  private static final double MOST = Math.log(1_000_000);

  private final Setting setting;

  Words(Setting setting) {
    this.setting = setting;
  }

  String errors(Counts candidate, Counts baseline) {
    return candidate(candidate) + " requests failed, " + other(baseline);
  }

  String slow(double millis, Counts candidate, Counts baseline) {
    return candidate(candidate)
        + " requests took longer than "
        + plain(millis)
        + " ms, "
        + other(baseline);
  }

  private String candidate(Counts counts) {
    return number(counts.errors()) + " of " + number(counts.requests()) + " " + setting.candidate();
  }

  private String other(Counts baseline) {
    return number(baseline.errors())
        + " of "
        + number(baseline.requests())
        + " "
        + setting.baseline()
        + " ones";
  }

  String limit(AgainstLimit limit) {
    String counts =
        limit.millis() == 0
            ? errors(limit.candidate(), limit.baseline())
            : slow(limit.millis(), limit.candidate(), limit.baseline());
    return counts + ", at most " + percent(limit.max()) + " allowed";
  }

  /** A version without another beside it is much slower than that one was. */
  String slowed(Comparison now) {
    return "%s of the %s requests took longer than %s ms lately, %s of the %s ones before; too slow to go on, and nothing is left to compare with that would tell whether the version or its surroundings are slow"
        .formatted(
            percent(now.recent().share()),
            setting.candidate(),
            plain(now.millis()),
            percent(now.harm().stableShare()),
            setting.baseline());
  }

  /** What the metrics with requests have seen. */
  String all(List<Finding> findings) {
    String seen =
        findings.stream()
            .filter(finding -> finding.candidate().requests() > 0)
            .map(Finding::message)
            .collect(Collectors.joining("; "));
    return seen.isEmpty() ? "no requests to judge by" : seen;
  }

  /** 1234 as 1,234; at least 0. */
  static String number(long count) {
    StringBuilder text = new StringBuilder(Long.toString(count));
    for (int at = text.length() - 3; at > 0; at -= 3) {
      text.insert(at, ',');
    }
    return text.toString();
  }

  /** 0.2 as 20 %. */
  static String percent(double share) {
    return plain(share * 100) + " %";
  }

  /** The evidence itself from its logarithm: 0.4, 3.1, 312. */
  static String odds(double log) {
    if (log > MOST) {
      return "over 1,000,000";
    }
    double odds = Math.exp(log);
    return odds < 10 ? plain(odds) : number(Math.round(odds));
  }

  private static String plain(double value) {
    BigDecimal rounded =
        BigDecimal.valueOf(value).setScale(value < 0.1 ? 4 : 2, RoundingMode.HALF_UP);
    return rounded.stripTrailingZeros().toPlainString();
  }
}
