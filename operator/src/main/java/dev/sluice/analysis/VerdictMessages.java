package dev.sluice.analysis;

import dev.sluice.analysis.Verdict.Finding;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.LimitEvidence;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** Evidence in words. */
final class VerdictMessages {
  private final AnalysisContext setting;

  VerdictMessages(AnalysisContext setting) {
    this.setting = setting;
  }

  LazyMessage errors(Counts candidate, Counts baseline) {
    return LazyMessage.of("%s requests failed, %s", candidate(candidate), other(baseline));
  }

  LazyMessage slow(double millis, Counts candidate, Counts baseline) {
    return LazyMessage.of(
        "%s requests took longer than %s ms, %s",
        candidate(candidate), new Rounded(millis), other(baseline));
  }

  private LazyMessage candidate(Counts counts) {
    return LazyMessage.of(
        "%s of %s %s",
        new Count(counts.errors()), new Count(counts.requests()), setting.candidate());
  }

  private LazyMessage other(Counts baseline) {
    return LazyMessage.of(
        "%s of %s %s ones",
        new Count(baseline.errors()), new Count(baseline.requests()), setting.baseline());
  }

  LazyMessage limit(LimitEvidence limit) {
    LazyMessage counts =
        limit.millis() == 0
            ? errors(limit.candidate(), limit.baseline())
            : slow(limit.millis(), limit.candidate(), limit.baseline());
    return LazyMessage.of("%s, at most %s allowed", counts, new Percent(limit.max()));
  }

  /** A version without another beside it is much slower than that one was. */
  LazyMessage slowed(Comparison now) {
    return LazyMessage.of(
        "%s of the %s requests took longer than %s ms lately, %s of the %s ones before; too slow to go on, and nothing is left to compare with that would tell whether the version or its surroundings are slow",
        new Percent(now.recent().share()),
        setting.candidate(),
        new Rounded(now.millis()),
        new Percent(now.harm().stableShare()),
        setting.baseline());
  }

  /** What the metrics with requests have seen. */
  static LazyMessage all(List<Finding> findings) {
    List<LazyMessage> seen =
        findings.stream()
            .filter(finding -> finding.candidate().requests() > 0)
            .map(Finding::sentence)
            .toList();
    return seen.isEmpty() ? LazyMessage.of("no requests to judge by") : LazyMessage.joined(seen);
  }

  /** A count: 1234 as 1,234; at least 0. */
  record Count(long count) {
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(Long.toString(count));
      for (int at = text.length() - 3; at > 0; at -= 3) {
        text.insert(at, ',');
      }
      return text.toString();
    }
  }

  /** A share: 0.2 as 20 %. */
  record Percent(double share) {
    @Override
    public String toString() {
      return plain(share * 100) + " %";
    }
  }

  /** Evidence from its logarithm: 0.4, 3.1, 312. */
  record Odds(double log) {
    private static final double MOST = Math.log(1_000_000);

    @Override
    public String toString() {
      if (log > MOST) {
        return "over 1,000,000";
      }
      double odds = Math.exp(log);
      return odds < 10 ? plain(odds) : new Count(Math.round(odds)).toString();
    }
  }

  private record Rounded(double value) {
    @Override
    public String toString() {
      return plain(value);
    }
  }

  private static String plain(double value) {
    BigDecimal rounded =
        BigDecimal.valueOf(value).setScale(value < 0.1 ? 4 : 2, RoundingMode.HALF_UP);
    return rounded.stripTrailingZeros().toPlainString();
  }
}
