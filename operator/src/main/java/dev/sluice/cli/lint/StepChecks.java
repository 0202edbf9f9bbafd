package dev.sluice.cli.lint;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The CRD's rules about several steps at once; what the operator refuses too is left to it. */
final class StepChecks {
  private StepChecks() {}

  static void check(LocatedValue steps, Schema.Told told) {
    List<LocatedValue> all = steps.list();
    Map<String, Integer> names = new HashMap<>();
    boolean weighted = false;
    for (int i = 0; i < all.size(); i++) {
      LocatedValue step = all.get(i);
      if (step.map() == null) {
        continue;
      }
      String field = "spec.steps[" + i + "]";
      LocatedValue weight = step.map().get("weight");
      if (weight == null && !step.map().containsKey("duration")) {
        told.of(step.line(), field, "has no weight and no duration; add one or remove the step");
      }
      if (weight != null && Long.valueOf(100).equals(weight.value()) && i < all.size() - 1) {
        told.of(
            weight.line(),
            field + ".weight",
            "is 100 before the last step; remove the steps after it");
        break;
      }
      String name = step.text("name");
      Integer first = name.isEmpty() ? null : names.putIfAbsent(name, i);
      if (first != null) {
        told.of(
            step.lineOf("name"),
            field + ".name",
            "\"%s\" is the name of step %d already; rename one".formatted(name, first + 1));
      }
      weighted |= weight != null && !Long.valueOf(0).equals(weight.value());
      if (!weighted && step.text("until").equals("Proven")) {
        told.of(
            step.lineOf("until"),
            field + ".until",
            "cannot be Proven before the first weight above 0, where the canary has no requests to"
                + " prove it by; use Elapsed");
      }
    }
  }
}
