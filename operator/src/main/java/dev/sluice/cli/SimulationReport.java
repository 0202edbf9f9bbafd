package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.common.Quantities;
import dev.sluice.simulation.SimulationOutcome;
import dev.sluice.simulation.SimulationOutcome.End;
import dev.sluice.simulation.SimulationScenario;
import dev.sluice.simulation.SimulationSummary;
import dev.sluice.simulation.SimulationSummary.Quantiles;
import dev.sluice.simulation.VersionBehavior;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What came of many runs, for people and for machines. */
final class SimulationReport {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final String release;
  private final SimulationScenario scenario;
  private final long seed;
  private final SimulationSummary summary;

  SimulationReport(
      String release, SimulationScenario scenario, long seed, SimulationSummary summary) {
    this.release = release;
    this.scenario = scenario;
    this.seed = seed;
    this.summary = summary;
  }

  String title() {
    return "%s at %s/s: %s, %s"
        .formatted(
            release,
            number(scenario.rate()),
            behaviour("stable", scenario.stable()),
            behaviour("canary", scenario.canary()));
  }

  private static String behaviour(String version, VersionBehavior of) {
    return "%s %s %% errors%s, median %s ms"
        .formatted(
            version,
            number(100 * of.errors()),
            of.clump() > 1 ? " in bursts of " + of.clump() : "",
            number(of.medianMillis()));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append("%d releases of %s%n%n".formatted(runs(), title()));
    line(text, "promoted", End.PROMOTED);
    line(text, "rolled back", End.ROLLED_BACK);
    line(text, "held", End.HELD);
    text.append("%n%-28s %10s %10s %10s%n".formatted("", "p10", "p50", "p90"));
    if (summary.count(End.PROMOTED) > 0) {
      times(text, "time to promotion", summary.quantiles(End.PROMOTED, SimulationReport::seconds));
    }
    if (summary.count(End.ROLLED_BACK) > 0) {
      times(
          text, "time to rollback", summary.quantiles(End.ROLLED_BACK, SimulationReport::seconds));
    }
    Quantiles requests = summary.quantiles(SimulationOutcome::canaryRequests);
    row(text, "requests to the canary", whole(requests));
    row(text, "users hurt", whole(summary.quantiles(SimulationOutcome::hurt)));
    text.append(
        "%nUsers hurt: failed requests of the canary beyond those that the stable version would have failed.%n"
            .formatted());
    return text.toString();
  }

  private void line(StringBuilder text, String what, End end) {
    int count = summary.count(end);
    Map<String, Integer> reasons = summary.reasons(end);
    String why =
        end == End.PROMOTED
            ? ""
            : reasons.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    text.append(
        String.format(
                    Locale.ROOT,
                    "%-12s %7d %6.1f %%   %s",
                    what,
                    count,
                    100.0 * count / runs(),
                    why)
                .stripTrailing()
            + System.lineSeparator());
  }

  private static void times(StringBuilder text, String what, Quantiles of) {
    row(text, what, new String[] {time(of.p10()), time(of.p50()), time(of.p90())});
  }

  private static String time(double seconds) {
    return Quantities.text(Duration.ofSeconds(Math.round(seconds)));
  }

  private static String[] whole(Quantiles of) {
    return new String[] {whole(of.p10()), whole(of.p50()), whole(of.p90())};
  }

  private static String whole(double number) {
    return String.format(Locale.ROOT, "%,d", Math.round(number));
  }

  private static void row(StringBuilder text, String what, String[] values) {
    text.append("%-28s %10s %10s %10s%n".formatted(what, values[0], values[1], values[2]));
  }

  String json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("release", release);
    json.put("seed", seed);
    json.put("scenario", scenarioJson());
    json.put("runs", runs());
    json.put("promoted", summary.count(End.PROMOTED));
    json.put("rolledBack", summary.count(End.ROLLED_BACK));
    json.put("held", summary.count(End.HELD));
    json.put("rolledBackBy", summary.reasons(End.ROLLED_BACK));
    json.put("heldBy", summary.reasons(End.HELD));
    json.put("seconds", quantiles(summary.quantiles(SimulationReport::seconds)));
    json.put("secondsToPromotion", quantiles(End.PROMOTED));
    json.put("secondsToRollback", quantiles(End.ROLLED_BACK));
    json.put("canaryRequests", quantiles(summary.quantiles(SimulationOutcome::canaryRequests)));
    json.put("usersHurt", quantiles(summary.quantiles(SimulationOutcome::hurt)));
    try {
      return JSON.writeValueAsString(json) + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and numbers are always JSON", e);
    }
  }

  private Map<String, Object> scenarioJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("requestsPerSecond", scenario.rate());
    json.put("stableErrors", scenario.stable().errors());
    json.put("canaryErrors", scenario.canary().errors());
    json.put("stableMedianMillis", scenario.stable().medianMillis());
    json.put("canaryMedianMillis", scenario.canary().medianMillis());
    json.put("sigma", scenario.stable().sigma());
    json.put("burst", scenario.stable().clump());
    json.put("gridSeconds", scenario.grid().toSeconds());
    json.put("lagSeconds", scenario.lag().toMillis() / 1000.0);
    json.put("podSeconds", scenario.pods().toMillis() / 1000.0);
    json.put("untilSeconds", scenario.limit().toSeconds());
    return json;
  }

  /** Null where no run ended so. */
  private Map<String, Object> quantiles(End end) {
    return summary.count(end) == 0
        ? null
        : quantiles(summary.quantiles(end, SimulationReport::seconds));
  }

  private static Map<String, Object> quantiles(Quantiles of) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("p10", rounded(of.p10()));
    json.put("p50", rounded(of.p50()));
    json.put("p90", rounded(of.p90()));
    return json;
  }

  private static double rounded(double number) {
    return Math.rint(number * 1000) / 1000;
  }

  private static double seconds(SimulationOutcome outcome) {
    return outcome.time().toMillis() / 1000.0;
  }

  private int runs() {
    return summary.outcomes().size();
  }

  private static String number(double number) {
    BigDecimal rounded = new BigDecimal(number).round(new MathContext(6)).stripTrailingZeros();
    return rounded.toPlainString();
  }
}
