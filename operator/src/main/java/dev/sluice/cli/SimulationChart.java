package dev.sluice.cli;

import dev.sluice.common.Quantities;
import dev.sluice.simulation.SimulationOutcome;
import dev.sluice.simulation.SimulationOutcome.End;
import dev.sluice.simulation.SimulationSummary;
import dev.sluice.simulation.Trace;
import dev.sluice.simulation.Trace.TracePoint;
import dev.sluice.spec.ReleasePolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** SVG chart: one run in detail and, below, the ends of all runs. */
final class SimulationChart {
  private static final int WIDTH = 900;
  private static final int LEFT = 70;
  private static final int RIGHT = 830;
  private static final int TOP = 70;
  private static final int BOTTOM = 310;
  private static final int LOWER_TOP = 420;
  private static final int LOWER_BOTTOM = 580;
  private static final int HEIGHT = 640;
  private static final int BARS = 38;

  /** Lower end of the evidence axis: 10 to 1 in favor of the canary. */
  private static final double MIN_EXPONENT = -1;

  /** Evidence of harm above which a release does not advance, as a power of ten. */
  private static final double ADVANCE_LIMIT = 1;

  private static final Map<End, String> COLORS =
      Map.of(End.PROMOTED, "#2f9e5b", End.ROLLED_BACK, "#d1495b", End.HELD, "#e0a030");

  private final ReleasePolicy policy;
  private final Trace trace;
  private final SimulationSummary summary;
  private final String title;
  private final StringBuilder svg = new StringBuilder();

  SimulationChart(ReleasePolicy policy, Trace trace, SimulationSummary summary, String title) {
    this.policy = policy;
    this.trace = trace;
    this.summary = summary;
    this.title = title;
  }

  String svg() {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
            + " font-family=\"sans-serif\" font-size=\"12\">",
        WIDTH, HEIGHT);
    add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
    text(LEFT, 28, "start", 15, "#111111", title);
    singleRun();
    allRuns();
    add("</svg>");
    return svg.toString();
  }

  // Single run

  private void singleRun() {
    double length = Math.max(1, trace.outcome().time().toMillis() / 1000.0);
    double rollback = -Math.log10(policy.analysis().falseRollbackRate());
    double highest =
        Math.max(
            rollback + 0.5,
            Math.min(
                rollback + 3,
                trace.points().stream()
                    .mapToDouble(point -> point.logHarm() / Math.log(10))
                    .filter(Double::isFinite)
                    .max()
                    .orElse(0)));
    text(LEFT, 52, "start", 12, "#444444", "One release: " + trace.outcome().message());
    weight(length);
    level(rollback, highest, "#d1495b", "rollback");
    level(ADVANCE_LIMIT, highest, "#e0a030", "advance limit");
    level(0, highest, "#bbbbbb", "");
    evidence(length, highest);
    add(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#444444\"/>",
        LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP);
    for (int exponent = (int) MIN_EXPONENT; exponent <= highest; exponent++) {
      text(LEFT - 6, y(exponent, highest) + 4, "end", 11, "#1d5fa8", odds(exponent));
    }
    for (int percent = 0; percent <= 100; percent += 25) {
      text(
          RIGHT + 6,
          BOTTOM - percent / 100.0 * (BOTTOM - TOP) + 4,
          "start",
          11,
          "#777777",
          percent + "%");
    }
    seconds(length, BOTTOM);
    text(
        LEFT,
        BOTTOM + 36,
        "start",
        12,
        "#1d5fa8",
        "line: evidence that the canary is worse than allowed");
    text(RIGHT, BOTTOM + 36, "end", 12, "#777777", "area: share of requests to the canary");
  }

  private static String odds(int exponent) {
    return exponent < 0
        ? "1:10"
        : String.format(Locale.ROOT, "%,d:1", (long) Math.pow(10, exponent));
  }

  private void weight(double length) {
    StringBuilder path = new StringBuilder(format("M%d %d", LEFT, BOTTOM));
    double before = 0;
    for (TracePoint point : trace.points()) {
      if (point.weight() != before) {
        double x = x(point.seconds(), length);
        path.append(format(" L%.1f %.1f L%.1f %.1f", x, height(before), x, height(point.weight())));
        before = point.weight();
      }
    }
    path.append(format(" L%d %.1f L%d %d Z", RIGHT, height(before), RIGHT, BOTTOM));
    add("<path d=\"%s\" fill=\"#e8eaee\"/>", path);
  }

  private static double height(double weight) {
    return BOTTOM - weight * (BOTTOM - TOP);
  }

  private void level(double exponent, double highest, String color, String what) {
    double y = y(exponent, highest);
    add(
        "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"%s\" stroke-dasharray=\"5"
            + " 4\"/>",
        LEFT, y, RIGHT, y, color);
    text(LEFT + 6, y - 4, "start", 11, color, what);
  }

  private void evidence(double length, double highest) {
    StringBuilder points = new StringBuilder();
    for (TracePoint point : trace.points()) {
      if (Double.isFinite(point.logHarm())) {
        double exponent = Math.max(MIN_EXPONENT, Math.min(highest, point.logHarm() / Math.log(10)));
        points.append(format("%.1f,%.1f ", x(point.seconds(), length), y(exponent, highest)));
      }
    }
    if (!points.isEmpty()) {
      add(
          "<polyline points=\"%s\" fill=\"none\" stroke=\"#1d5fa8\" stroke-width=\"2\"/>",
          points.toString().strip());
    }
  }

  private static double x(double seconds, double length) {
    return LEFT + Math.min(1, seconds / length) * (RIGHT - LEFT);
  }

  private static double y(double exponent, double highest) {
    return BOTTOM - (exponent - MIN_EXPONENT) / (highest - MIN_EXPONENT) * (BOTTOM - TOP);
  }

  private void seconds(double length, int below) {
    for (int i = 0; i <= 4; i++) {
      double at = length * i / 4;
      text(
          x(at, length),
          below + 16,
          i == 0 ? "start" : i == 4 ? "end" : "middle",
          11,
          "#444444",
          Quantities.text(Duration.ofSeconds(Math.round(at))));
    }
  }

  // All runs

  private void allRuns() {
    List<SimulationOutcome> outcomes = summary.outcomes();
    double length =
        outcomes.stream().mapToDouble(o -> o.time().toMillis() / 1000.0).max().orElse(1);
    Map<End, int[]> bars = new EnumMap<>(End.class);
    for (End end : End.values()) {
      bars.put(end, new int[BARS]);
    }
    int[] all = new int[BARS];
    for (SimulationOutcome outcome : outcomes) {
      double share = outcome.time().toMillis() / 1000.0 / length;
      int bar = Math.min(BARS - 1, (int) (share * BARS));
      bars.get(outcome.end())[bar]++;
      all[bar]++;
    }
    int tallest = Arrays.stream(all).max().orElse(1);
    legend(outcomes.size());
    double wide = (double) (RIGHT - LEFT) / BARS;
    for (int i = 0; i < BARS; i++) {
      double y = LOWER_BOTTOM;
      for (End end : End.values()) {
        double tall = (double) bars.get(end)[i] / tallest * (LOWER_BOTTOM - LOWER_TOP);
        if (tall > 0) {
          y -= tall;
          add(
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
              LEFT + i * wide + 1, y, wide - 2, tall, COLORS.get(end));
        }
      }
    }
    add(
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#444444\"/>",
        LEFT, LOWER_BOTTOM, RIGHT, LOWER_BOTTOM);
    text(LEFT - 6, LOWER_TOP + 4, "end", 11, "#444444", Integer.toString(tallest));
    text(LEFT - 6, LOWER_BOTTOM + 4, "end", 11, "#444444", "0");
    seconds(length, LOWER_BOTTOM);
  }

  private void legend(int runs) {
    text(LEFT, LOWER_TOP - 24, "start", 12, "#444444", "Ends of %,d releases".formatted(runs));
    int x = RIGHT - 420;
    for (End end : End.values()) {
      String what = end.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      add(
          "<rect x=\"%d\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/>",
          x, LOWER_TOP - 33, COLORS.get(end));
      text(
          x + 15,
          LOWER_TOP - 24,
          "start",
          12,
          "#444444",
          format("%s %.1f%%", what, 100.0 * summary.count(end) / runs));
      x += 145;
    }
  }

  // SVG

  private void text(double x, double y, String anchor, int size, String color, String words) {
    String safe = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\" fill=\"%s\">%s</text>",
        x, y, anchor, size, color, safe);
  }

  private void add(String element, Object... values) {
    svg.append(format(element, values)).append('\n');
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
