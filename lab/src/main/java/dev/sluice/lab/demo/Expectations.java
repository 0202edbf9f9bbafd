package dev.sluice.lab.demo;

import dev.sluice.lab.load.KeptRate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What had to be so, and whether it was. */
final class Expectations {
  /** Exit status of a run in which all was seen. */
  static final int SEEN = 0;

  /** Exit status of a run in which something was not. */
  static final int FAILED = 1;

  /** Exit status of a run whose load generator did not keep its rate. */
  static final int NO_VERDICT = 3;

  private record Expectation(boolean ok, String text) {}

  private final List<Expectation> findings = new ArrayList<>();
  private Optional<String> noVerdict = Optional.empty();

  void add(boolean ok, String text) {
    findings.add(new Expectation(ok, text));
  }

  /** Whether the run can have a verdict at all. */
  void rate(KeptRate rate) {
    noVerdict = rate.objection();
    if (noVerdict.isEmpty()) {
      add(true, "the load generator kept its rate: " + rate.text());
    }
  }

  int exitStatus() {
    if (findings.isEmpty() || findings.stream().anyMatch(finding -> !finding.ok())) {
      return FAILED;
    }
    return noVerdict.isPresent() ? NO_VERDICT : SEEN;
  }

  void print(Console console) {
    findings.forEach(finding -> console.check(finding.ok(), finding.text()));
    noVerdict.ifPresent(reason -> console.text("NO VERDICT: " + reason));
  }
}
