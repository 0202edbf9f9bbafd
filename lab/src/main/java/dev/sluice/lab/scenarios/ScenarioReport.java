package dev.sluice.lab.scenarios;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The results of a run, as a table and as JSON. */
record ScenarioReport(List<ScenarioResult> results) {
  /** Exit status if each scenario passed. */
  static final int PASSED = 0;

  /** Exit status if a scenario failed. */
  static final int FAILED = 1;

  /** Exit status if no scenario failed but the load of one has no verdict. */
  static final int NO_VERDICT = 3;

  private static final String ROW = "%-36s %8s %7s %7s %7s %8s  %s";

  ScenarioReport {
    results = List.copyOf(results);
  }

  /** One line per scenario, with the reasons of those that failed below it. */
  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        ROW.formatted("scenario", "requests", "failed", "budget", "beyond", "seconds", "verdict"));
    for (ScenarioResult one : results) {
      PlayedScript played = one.played();
      lines.add(
          ROW.formatted(
              one.scenario().name(),
              played.requests(),
              played.failed(),
              one.budget(),
              one.foreignFailed(),
              played.seconds(),
              one.verdict()));
      one.plain()
          .ifPresent(
              plain ->
                  lines.add(
                      ROW.formatted(
                          "  without a CanaryRelease",
                          plain.requests(),
                          plain.failed(),
                          "",
                          "",
                          plain.seconds(),
                          "")));
      one.plain().ifPresent(plain -> lines.addAll(failures(plain)));
      played.bad().ifPresent(bad -> lines.add("  " + bad.text()));
      one.problem().ifPresent(problem -> lines.add("  " + problem));
      lines.addAll(failures(played));
      one.noVerdict().ifPresent(reason -> lines.add("  no verdict: " + reason));
    }
    return lines;
  }

  private static List<String> failures(PlayedScript played) {
    return played.failures().stream().map(span -> "  failed from " + span.text()).toList();
  }

  /** Writes a list with an object per scenario. */
  void write(Path file) {
    ArrayNode list = Serialization.jsonMapper().createArrayNode();
    for (ScenarioResult one : results) {
      PlayedScript played = one.played();
      ObjectNode entry = list.addObject();
      entry.put("name", one.scenario().name());
      entry.put("requests", played.requests());
      entry.put("failed", played.failed());
      entry.put("budget", one.budget());
      entry.put("foreignFailed", one.foreignFailed());
      entry.put("seconds", played.seconds());
      entry.put("verdict", one.verdict());
      entry.put("end", played.release());
      played
          .bad()
          .ifPresent(
              bad -> {
                entry.put("badRequests", bad.requests());
                entry.put("badSeconds", bad.span().toMillis() / 1000.0);
              });
      ArrayNode failures = entry.putArray("failures");
      played.failures().forEach(span -> failures.add(span.text()));
      one.problem().ifPresent(problem -> entry.put("problem", problem));
      one.plain().ifPresent(plain -> entry.put("plainFailed", plain.foreign()));
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, list.toPrettyString() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int exitStatus() {
    if (results.isEmpty() || results.stream().anyMatch(one -> !one.passed())) {
      return FAILED;
    }
    return results.stream().anyMatch(one -> one.noVerdict().isPresent()) ? NO_VERDICT : PASSED;
  }
}
