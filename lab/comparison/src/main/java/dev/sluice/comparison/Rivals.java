package dev.sluice.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Who is compared. */
final class Rivals {
  static final String SLUICE = "Sluice";

  private static final List<Double> RAMP = List.of(0.01, 0.05, 0.1, 0.2, 0.5);
  private static final FlaggerRule FLAGGER = FlaggerRule.errors("Flagger 60 s", 60);
  private static final ArgoRule ARGO = ArgoRule.documented("Argo 5 m 95%");
  private static final KayentaRule KAYENTA =
      new KayentaRule("Kayenta every 10 min", 10, MetricQuery.ERROR_SHARE, true);

  private Rivals() {}

  /** Watching errors, on a schedule that is the same for all. */
  static List<ToolRule> errors() {
    return List.of(
        FLAGGER,
        FlaggerRule.errors("Flagger 15 s", 15),
        ARGO,
        ArgoRule.careful("Argo 1 m 99%"),
        new KayentaRule("Kayenta once", 60, MetricQuery.ERROR_SHARE, true),
        KAYENTA,
        sluice());
  }

  static ToolRule sluice() {
    return rule(SLUICE, ErrorJudgement::guarded);
  }

  /** The same, and Sluice as if every request failed for itself. */
  static List<ToolRule> errorsAndUnguarded() {
    List<ToolRule> rules = new ArrayList<>(errors());
    rules.add(rule("Sluice blind to bursts", ErrorJudgement::unguarded));
    return rules;
  }

  /** Watching durations. */
  static List<ToolRule> latency() {
    return List.of(
        FlaggerRule.latency("Flagger p99 <= 500 ms", 60),
        new KayentaRule("Kayenta p99 once", 60, MetricQuery.P99, false),
        new KayentaRule("Kayenta p99 every 10 min", 10, MetricQuery.P99, false),
        rule(SLUICE, LatencyJudgement::new));
  }

  /** Each at its own pace. */
  static List<Pace> paces() {
    Judgement.JudgementFactory errors = ErrorJudgement::guarded;
    return List.of(
        new Pace.Flagger("Flagger 1/5/10/20/50", FLAGGER, RAMP),
        new Pace.Clock("Argo 20/40/60/80", ARGO, List.of(0.2, 0.4, 0.6, 0.8), 10),
        new Pace.Clock("Kayenta 10% for 1 h", KAYENTA, List.of(0.1), 60),
        new Pace.VerifiedPace("Sluice 1/5/10/20/50", errors, RAMP, OptionalDouble.empty()),
        new Pace.VerifiedPace(
            "Sluice 5/20/50", errors, List.of(0.05, 0.2, 0.5), OptionalDouble.empty()),
        new Pace.VerifiedPace(
            "Sluice at most 10 min a step", errors, RAMP, OptionalDouble.of(600)));
  }

  /** What Sluice's users begin with: the metrics of a policy that names none, no limit in time. */
  static Pace.VerifiedPace usual() {
    return new Pace.VerifiedPace(
        SLUICE,
        recording -> new SluiceAnalysis(SluiceAnalysis.DEFAULTS, recording),
        RAMP,
        OptionalDouble.empty());
  }

  private static ToolRule rule(String name, Judgement.JudgementFactory kind) {
    return kind.rule(name);
  }
}
