package dev.sluice.lab.demo;

import dev.sluice.lab.load.KeptRate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The checks of a run and their results. */
final class Expectations {
  /** Exit status if all checks passed. */
  static final int PASSED = 0;

  /** Exit status if a check failed. */
  static final int FAILED = 1;

  /** Exit status if the load generator did not keep its rate. */
  static final int NO_VERDICT = 3;

  private record Expectation(boolean ok, String text) {}

  private final List<Expectation> expectations = new ArrayList<>();
  private Optional<String> noVerdict = Optional.empty();

  void add(boolean ok, String text) {
    expectations.add(new Expectation(ok, text));
  }

  /** Records whether the load generator kept its rate, without which there is no verdict. */
  void rate(KeptRate rate) {
    noVerdict = rate.objection();
    if (noVerdict.isEmpty()) {
      add(true, "the load generator kept its rate: " + rate.text());
    }
  }

  int exitStatus() {
    if (expectations.isEmpty() || expectations.stream().anyMatch(one -> !one.ok())) {
      return FAILED;
    }
    return noVerdict.isPresent() ? NO_VERDICT : PASSED;
  }

  void print(Console console) {
    expectations.forEach(one -> console.check(one.ok(), one.text()));
    noVerdict.ifPresent(reason -> console.text("NO VERDICT: " + reason));
  }
}
