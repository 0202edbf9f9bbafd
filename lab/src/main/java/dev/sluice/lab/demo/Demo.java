package dev.sluice.lab.demo;

import dev.sluice.lab.Lab;
import dev.sluice.lab.demo.ManifestCheck.Difference;
import dev.sluice.lab.host.Wait;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LoadGenerator;
import dev.sluice.lab.load.LoadPlan;
import dev.sluice.lab.load.LoadRun;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Promotes a good version and rolls back a bad one, under load. */
final class Demo {
  private static final String LOAD_NAMESPACE = "load";
  private static final String GOOD = "good-version.yaml";
  private static final String BAD = "bad-version.yaml";
  private static final Duration ADOPTED = Duration.ofMinutes(2);
  private static final Duration ENDED = Duration.ofMinutes(6);
  private static final String LABEL = "metadata.labels[sluice.dev/managed]: absent -> true";
  private static final String PAUSED = "spec.paused: absent -> true";

  private final Lab lab;
  private final KubernetesClient client;
  private final Console console;
  private final ExampleRelease example;
  private final int rate;
  private final Expectations expectations = new Expectations();

  Demo(Lab lab, KubernetesClient client, Checkout checkout, Console console, int rate) {
    this.lab = lab;
    this.client = client;
    this.console = console;
    this.example = new ExampleRelease(lab, client, checkout);
    this.rate = rate;
  }

  /**
   * Runs the demo.
   *
   * @param csv file that the ledger is written to
   * @return the exit status
   */
  int run(Path csv) throws IOException {
    example.clear(LOAD_NAMESPACE, ExampleRelease.NAMESPACE);
    LoadGenerator generator = LoadGenerator.prepare(lab, client, console::line);
    console.heading("The users API before Sluice: examples/users/users.yaml");
    example.apply("users.yaml");
    example.awaitPods();
    String first = example.version("users.yaml");
    console.line("version " + first + " runs");
    List<Map<String, Object>> manifests = Manifests.read(example.file("users.yaml"));
    List<Map<String, Object>> before = live(manifests);

    LoadPlan plan = LoadPlan.users(ExampleRelease.NAME + "." + ExampleRelease.NAMESPACE, rate);
    try (LoadRun load = generator.start(LOAD_NAMESPACE, plan);
        WeightWatch weights =
            new WeightWatch(client, ExampleRelease.NAMESPACE, ExampleRelease.NAME)) {
      console.line("load of " + rate + " requests/s from inside the mesh");
      ProgressLines progress = new ProgressLines(console, example::release, load);
      if (adopted(progress, manifests, before)) {
        releases(progress, weights);
        untouched(manifests, before);
        console.line("load stopped; waiting for the last responses");
        Ledger ledger = load.stop();
        ledger.writeCsv(csv);
        ledger(ledger, example.version(BAD), csv);
      }
    }
    console.heading("Checks");
    expectations.print(console);
    return expectations.exitStatus();
  }

  private boolean adopted(
      ProgressLines progress,
      List<Map<String, Object>> manifests,
      List<Map<String, Object>> before) {
    console.heading("Adopted by Sluice: examples/users/canaryrelease.yaml");
    example.apply("canaryrelease.yaml");
    boolean stable = Wait.holds(ADOPTED, () -> progress.look().phase().equals("Stable"));
    ReleaseSummary now = example.release();
    expectations.add(stable, "adopted: phase " + now.phase() + ", " + now.message());
    if (stable) {
      adoption(manifests, before);
    }
    return stable;
  }

  private void releases(ProgressLines progress, WeightWatch weights) {
    String good = example.version(GOOD);
    console.heading("A good version, " + good + ": examples/users/" + GOOD);
    example.apply(GOOD);
    Wait.holds(ENDED, () -> progress.look().ended(good));
    ReleaseSummary promoted = progress.look();
    int weightsOfGood = weights.weights().size();
    good(good, promoted, weights.weights());

    String bad = example.version(BAD);
    console.heading("A bad version, " + bad + ": examples/users/" + BAD);
    example.apply(BAD);
    Wait.holds(ENDED, () -> progress.look().ended(bad));
    ReleaseSummary back = progress.look();
    List<Integer> all = weights.weights();
    bad(bad, back, all.subList(Math.max(0, weightsOfGood - 1), all.size()));
  }

  private List<Map<String, Object>> live(List<Map<String, Object>> manifests) {
    return manifests.stream().map(manifest -> Manifests.live(client, manifest)).toList();
  }

  private void adoption(List<Map<String, Object>> manifests, List<Map<String, Object>> before) {
    TreeSet<String> changes = new TreeSet<>();
    List<Map<String, Object>> after = live(manifests);
    for (int i = 0; i < manifests.size(); i++) {
      for (Difference change : ManifestCheck.changes(before.get(i), after.get(i), Map.of())) {
        changes.add(change.toString());
      }
    }
    expectations.add(
        changes.equals(new TreeSet<>(List.of(LABEL))),
        "adoption changed only the managed label of the user's objects: " + changes);
  }

  private void good(String version, ReleaseSummary release, List<Integer> weights) {
    expectations.add(
        release.ended(version, "Promoted"),
        version + " is " + release.outcome() + ": " + release.explanation());
    List<Integer> expected = new ArrayList<>(List.of(0));
    expected.addAll(example.steps());
    expected.addAll(ExampleRelease.RETURN_WEIGHTS);
    expectations.add(
        weights.equals(expected),
        "weights in the VirtualService " + weights + ", expected by the steps " + expected);
  }

  private void bad(String version, ReleaseSummary release, List<Integer> weights) {
    boolean explained = !release.reason().isEmpty() && !release.explanation().isEmpty();
    expectations.add(
        release.ended(version, "RolledBack") && explained,
        "%s is %s, %s: %s"
            .formatted(version, release.outcome(), release.reason(), release.explanation()));
    List<Integer> expected = List.of(0, example.steps().get(0), 0);
    expectations.add(
        weights.equals(expected),
        "weights in the VirtualService " + weights + ", never beyond the first step");
  }

  private void untouched(List<Map<String, Object>> manifests, List<Map<String, Object>> before) {
    Map<String, Object> applied = Manifests.read(example.file(BAD)).get(0);
    TreeSet<String> changes = new TreeSet<>();
    TreeSet<String> missing = new TreeSet<>();
    List<Map<String, Object>> after = live(manifests);
    for (int i = 0; i < manifests.size(); i++) {
      boolean released = "Deployment".equals(manifests.get(i).get("kind"));
      Map<String, Object> manifest = released ? applied : manifests.get(i);
      ManifestCheck.missing(manifest, after.get(i)).forEach(one -> missing.add(one.toString()));
      ManifestCheck.changes(before.get(i), after.get(i), manifest)
          .forEach(one -> changes.add(one.toString()));
    }
    expectations.add(
        missing.isEmpty(), "the user's objects are as last applied; differences: " + missing);
    expectations.add(
        changes.equals(new TreeSet<>(List.of(LABEL, PAUSED))),
        "other changes are the managed label and the pause of the rejected template: " + changes);
  }

  private void ledger(Ledger ledger, String bad, Path csv) {
    console.heading("The ledger: every request, in " + csv);
    console.text(ledger.rate().text());
    ledger
        .byVersion()
        .forEach(
            (version, tally) ->
                console.text(
                    "%-14s %6d requests, %5d failed, by status %s"
                        .formatted(
                            Console.name(version),
                            tally.requests(),
                            tally.failed(),
                            tally.statuses())));
    int failed = ledger.failures().size();
    int foreign = ledger.foreignFailures(bad).size();
    console.text(
        "%d sent, %d failed, %d of them with a response of %s"
            .formatted(ledger.entries().size(), failed, failed - foreign, bad));
    ledger.foreignFailures(bad).stream()
        .limit(5)
        .forEach(entry -> console.text("not from " + bad + ": " + entry));
    expectations.add(foreign == 0, "failed requests without a response of " + bad + ": " + foreign);
    expectations.rate(ledger.rate());
  }
}
