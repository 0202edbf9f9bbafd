package dev.sluice.lab.demo;

import dev.sluice.lab.Lab;
import dev.sluice.lab.host.Wait;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LedgerEntry;
import dev.sluice.lab.load.LoadGenerator;
import dev.sluice.lab.load.LoadPlan;
import dev.sluice.lab.load.LoadRun;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Releases a healthy version many times in parallel and counts the outcomes. */
final class Healthy {
  private static final String STABLE = "1.4.1";
  private static final String NEXT = "1.4.2";
  private static final String LOAD_NAMESPACE = "healthy-load";
  private static final List<Integer> WEIGHTS = List.of(20, 50, 100);
  private static final Duration GONE = Duration.ofMinutes(3);
  private static final Duration ADOPTED = Duration.ofMinutes(2);

  /** Traffic before the release, so that the error share of the stable version is known. */
  private static final Duration BEFORE = Duration.ofSeconds(90);

  /** Time for pod starts and promotion, in addition to the steps. */
  private static final Duration AROUND = Duration.ofMinutes(6);

  /** More Java programs that start in parallel on two cores would slow down the requests. */
  private static final int AT_ONCE = 2;

  private static final Duration STARTED = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration PERIOD = Duration.ofSeconds(15);

  private final Lab lab;
  private final KubernetesClient client;
  private final Checkout checkout;
  private final Console console;
  private final Expectations expectations = new Expectations();

  Healthy(Lab lab, KubernetesClient client, Checkout checkout, Console console) {
    this.lab = lab;
    this.client = client;
    this.checkout = checkout;
    this.console = console;
  }

  /**
   * Runs the releases and deletes what it created.
   *
   * @param count number of releases, 1 to 20
   * @param rate requests per second to each API
   * @param errors share of failed requests on both versions, in percent
   * @param step duration of each step
   * @return the exit status
   */
  int run(int count, int rate, double errors, Duration step) {
    List<HealthyRelease> releases = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      UsersExample api = new UsersExample(lab, client, checkout, "healthy-" + i);
      // The streams of the first release end with a, those of the second with b.
      LoadPlan plan =
          LoadPlan.users(UsersExample.NAME + "." + api.namespace(), rate)
              .named(Character.toString('a' + i - 1));
      releases.add(new HealthyRelease(client, api, plan));
    }
    Thread interrupted = new Thread(() -> delete(releases));
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      delete(releases);
      gone(releases);
      play(releases, errors, step);
    } finally {
      delete(releases);
      gone(releases);
    }
    Runtime.getRuntime().removeShutdownHook(interrupted);
    console.heading("Checks");
    expectations.print(console);
    return expectations.exitStatus();
  }

  private void delete(List<HealthyRelease> releases) {
    client.namespaces().withName(LOAD_NAMESPACE).delete();
    releases.forEach(one -> one.api().delete());
  }

  private void gone(List<HealthyRelease> releases) {
    releases.forEach(one -> one.api().awaitGone(GONE));
    Wait.until(
        "namespace " + LOAD_NAMESPACE + " to go",
        GONE,
        () -> client.namespaces().withName(LOAD_NAMESPACE).get() == null);
  }

  private void play(List<HealthyRelease> releases, double errors, Duration step) {
    Map<String, String> environment = Map.of("FAIL_PERCENT", String.valueOf(errors));
    LoadGenerator generator = LoadGenerator.prepare(lab, client, console::line);
    LoadPlan plan = LoadPlan.together(releases.stream().map(HealthyRelease::plan).toList());
    console.heading(
        "%d users APIs, one pod each, %s%% of responses are errors"
            .formatted(releases.size(), errors));
    inTurn(
        releases,
        one -> start(one.api(), environment),
        one -> {
          one.api().awaitPods();
          console.line(one.api().namespace() + " runs " + STABLE);
        });
    try (LoadRun load = generator.start(LOAD_NAMESPACE, plan)) {
      console.line(
          "load of %.0f requests/s in total, evenly distributed".formatted(plan.perSecond()));
      adopt(releases, step);
      Wait.until(
          BEFORE.toSeconds() + " s of requests",
          BEFORE.multipliedBy(3),
          () -> load.answered() >= plan.perSecond() * BEFORE.toSeconds());
      console.heading("The next version, " + NEXT + ", with the same share of errors");
      inTurn(
          releases,
          one -> one.api().apply(onePod(one.api(), NEXT, environment)),
          one -> {
            boolean got = Wait.holds(STARTED, () -> one.look().weight() > 0);
            console.line(
                one.api().namespace()
                    + (got ? " receives requests on " : " is still starting ")
                    + NEXT);
          });
      watch(releases, step.multipliedBy(WEIGHTS.size()).plus(AROUND));
      console.line("load stopped; waiting for the last responses");
      check(releases, load.stop());
    }
  }

  /** Starts a few at a time. */
  private static void inTurn(
      List<HealthyRelease> releases,
      Consumer<HealthyRelease> begin,
      Consumer<HealthyRelease> await) {
    for (int i = 0; i < releases.size(); i += AT_ONCE) {
      List<HealthyRelease> some = releases.subList(i, Math.min(releases.size(), i + AT_ONCE));
      some.forEach(begin);
      some.forEach(await);
    }
  }

  private static void start(UsersExample api, Map<String, String> environment) {
    api.manifests().stream()
        .filter(object -> !"Deployment".equals(object.get("kind")))
        .forEach(api::apply);
    api.apply(onePod(api, STABLE, environment));
  }

  private static Map<String, Object> onePod(
      UsersExample api, String version, Map<String, String> environment) {
    Map<String, Object> deployment = api.deployment(version, environment);
    UsersExample.child(deployment, "spec").put("replicas", 1);
    return deployment;
  }

  private void adopt(List<HealthyRelease> releases, Duration step) {
    console.heading(
        "Adopted by Sluice with the analysis of the example: errors and latency, false rollbacks 1%");
    console.text(
        "steps of %s%%, %d s each, until Elapsed; one pod per version, so no ejection of pods"
            .formatted(
                WEIGHTS.stream().map(String::valueOf).collect(Collectors.joining(", ")),
                step.toSeconds()));
    Map<String, Object> policy = policy(step);
    releases.forEach(one -> one.api().apply(one.api().canaryRelease(policy)));
    Wait.until(
        "all releases to be adopted",
        ADOPTED,
        () -> releases.stream().allMatch(one -> one.api().view().phase().equals("Stable")));
    console.line("all are adopted");
  }

  /**
   * The analysis of the example with longer steps, and without ejection: each version has one pod.
   */
  private static Map<String, Object> policy(Duration step) {
    List<Map<String, Object>> steps =
        WEIGHTS.stream()
            .map(
                weight ->
                    Map.<String, Object>of(
                        "weight", weight, "duration", step.toSeconds() + "s", "until", "Elapsed"))
            .toList();
    return Map.of("steps", steps, "traffic", Map.of("propagation", "2s", "drain", "25s"));
  }

  private void watch(List<HealthyRelease> releases, Duration limit) {
    Instant[] looked = {Instant.EPOCH};
    Instant[] printed = {Instant.EPOCH};
    Wait.holds(
        limit,
        () -> {
          if (Duration.between(looked[0], Instant.now()).compareTo(LOOK) < 0) {
            return false;
          }
          looked[0] = Instant.now();
          releases.forEach(HealthyRelease::look);
          boolean ended = releases.stream().allMatch(one -> one.view().ended(NEXT));
          if (ended || Duration.between(printed[0], looked[0]).compareTo(PERIOD) >= 0) {
            printed[0] = looked[0];
            console.line(progress(releases));
          }
          return ended;
        });
  }

  private static String progress(List<HealthyRelease> releases) {
    Map<String, Long> where =
        releases.stream()
            .collect(
                Collectors.groupingBy(
                    one -> one.view().ended(NEXT) ? one.view().outcome() : one.view().where(),
                    TreeMap::new,
                    Collectors.counting()));
    double worst = releases.stream().mapToDouble(HealthyRelease::evidence).max().orElse(0);
    return where.entrySet().stream()
            .map(entry -> entry.getValue() + " x " + entry.getKey())
            .collect(Collectors.joining("; "))
        + String.format(Locale.ROOT, "; highest evidence so far %.3g to 1", worst);
  }

  private void check(List<HealthyRelease> releases, Ledger ledger) {
    console.heading("Each release");
    console.text("                                  requests/failed           highest evidence");
    console.text(
        "release      outcome              %-12s %-12s against it".formatted(STABLE, NEXT));
    for (HealthyRelease one : releases) {
      console.text(one.row(ledger, STABLE, NEXT));
      if (!one.view().ended(NEXT, "Promoted")) {
        console.text("  " + one.view().phase() + ": " + reason(one.view()));
      }
    }
    List<ReleaseSummary> views = releases.stream().map(HealthyRelease::view).toList();
    int count = views.size();
    long back = views.stream().filter(view -> view.ended(NEXT, "RolledBack")).count();
    expectations.add(back == 0, "%d of %d rolled back".formatted(back, count));
    long promoted = views.stream().filter(view -> view.ended(NEXT, "Promoted")).count();
    // A held release has a reason. Any other outcome means that something interfered.
    long held = views.stream().filter(view -> !view.ended(NEXT) && !reason(view).isEmpty()).count();
    expectations.add(
        promoted + held == count,
        "%d of %d were promoted, %d held for the reason above".formatted(promoted, count, held));
    List<LedgerEntry> unanswered =
        ledger.failures().stream().filter(entry -> entry.version().isEmpty()).toList();
    unanswered.stream()
        .limit(5)
        .forEach(entry -> console.text("no response of a version: " + entry));
    expectations.add(
        unanswered.isEmpty(),
        "failed requests without a response of a version: " + unanswered.size());
    expectations.rate(ledger.rate());
  }

  private static String reason(ReleaseSummary view) {
    return view.message().isEmpty() ? view.explanation() : view.message();
  }
}
