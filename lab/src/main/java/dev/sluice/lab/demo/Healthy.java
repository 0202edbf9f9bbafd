package dev.sluice.lab.demo;

import dev.sluice.lab.Lab;
import dev.sluice.lab.host.Wait;
import dev.sluice.lab.load.Entry;
import dev.sluice.lab.load.KeptRate;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LoadGenerator;
import dev.sluice.lab.load.LoadPlan;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Many releases of a version that is as good as the running one, and what became of them. */
final class Healthy {
  private static final String STABLE = "1.4.1";
  private static final String NEXT = "1.4.2";
  private static final List<Integer> WEIGHTS = List.of(20, 50, 100);
  private static final Duration GONE = Duration.ofMinutes(3);
  private static final Duration ADOPTED = Duration.ofMinutes(2);

  /** Of users before the release, so that it is known how the running version does. */
  private static final Duration BEFORE = Duration.ofMinutes(2);

  /** For pods to start, the promotion and the hand-back, beyond the steps themselves. */
  private static final Duration AROUND = Duration.ofMinutes(6);

  private static final Duration PERIOD = Duration.ofSeconds(15);

  private final Lab lab;
  private final KubernetesClient client;
  private final Checkout checkout;
  private final Console console;
  private final Findings findings = new Findings();

  Healthy(Lab lab, KubernetesClient client, Checkout checkout, Console console) {
    this.lab = lab;
    this.client = client;
    this.checkout = checkout;
    this.console = console;
  }

  /**
   * Plays it, and removes what it made.
   *
   * @param count how many releases
   * @param rate requests per second to each
   * @param errors that either version answers, in percent
   * @param step how long each step lasts
   * @return the exit status
   */
  int run(int count, int rate, double errors, Duration step) {
    List<UsersApi> apis =
        IntStream.rangeClosed(1, count)
            .mapToObj(i -> new UsersApi(lab, client, checkout, "healthy-" + i))
            .toList();
    Thread interrupted = new Thread(() -> apis.forEach(UsersApi::delete));
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      apis.forEach(UsersApi::delete);
      apis.forEach(api -> api.awaitGone(GONE));
      play(apis, rate, errors, step);
    } finally {
      apis.forEach(UsersApi::delete);
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
    console.heading("What had to be seen");
    findings.print(console);
    return findings.exitStatus();
  }

  private void play(List<UsersApi> apis, int rate, double errors, Duration step) {
    Map<String, String> environment = Map.of("FAIL_PERCENT", String.valueOf(errors));
    LoadGenerator generator = LoadGenerator.prepare(lab, client, console::line);
    console.heading(
        "%d users APIs, one pod each, %d requests/s each, of which %s %% fail"
            .formatted(apis.size(), rate, errors));
    List<HealthyRelease> releases = new ArrayList<>();
    try {
      for (UsersApi api : apis) {
        api.manifests().stream()
            .filter(object -> !"Deployment".equals(object.get("kind")))
            .forEach(api::apply);
        api.apply(onePod(api, STABLE, environment));
        api.awaitPods();
        String host = UsersApi.NAME + "." + api.namespace();
        releases.add(
            new HealthyRelease(
                client, api, generator.start(api.namespace(), LoadPlan.users(host, rate))));
        console.line(api.namespace() + " runs " + STABLE + " under load");
      }
      Map<String, Object> policy = policy(step);
      console.heading(
          "Handed over to Sluice, with steps of %s %% by the clock, %d min each"
              .formatted(
                  WEIGHTS.stream().map(String::valueOf).collect(Collectors.joining(", ")),
                  step.toMinutes()));
      apis.forEach(api -> api.apply(api.canaryRelease(policy)));
      Wait.until(
          "all releases to be taken over",
          ADOPTED,
          () -> apis.stream().allMatch(api -> api.view().phase().equals("Stable")));
      long before = rate * BEFORE.toSeconds();
      Wait.until(
          before + " requests to each",
          BEFORE.multipliedBy(3),
          () -> releases.stream().allMatch(one -> one.requests() >= before));
      console.heading("The next version, " + NEXT + ", fails as many");
      apis.forEach(api -> api.apply(onePod(api, NEXT, environment)));
      watch(releases, step.multipliedBy(WEIGHTS.size()).plus(AROUND));
      judge(releases);
    } finally {
      releases.forEach(HealthyRelease::close);
    }
  }

  private static Map<String, Object> onePod(
      UsersApi api, String version, Map<String, String> environment) {
    Map<String, Object> deployment = api.deployment(version, environment);
    UsersApi.child(deployment, "spec").put("replicas", 1);
    return deployment;
  }

  /** The example's judgement with longer steps, and without ejection: each version is one pod. */
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
    Instant[] told = {Instant.EPOCH};
    Wait.holds(
        limit,
        () -> {
          releases.forEach(HealthyRelease::look);
          boolean ended = releases.stream().allMatch(one -> one.view().ended(NEXT));
          if (ended || Duration.between(told[0], Instant.now()).compareTo(PERIOD) >= 0) {
            told[0] = Instant.now();
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

  private void judge(List<HealthyRelease> releases) {
    console.heading("Each release");
    console.text("                                  requests/failed          highest evidence");
    console.text(
        "             outcome              %-12s %-12s against it".formatted(STABLE, NEXT));
    List<Ledger> ledgers = releases.stream().map(HealthyRelease::stop).toList();
    long unanswered = 0;
    for (int i = 0; i < releases.size(); i++) {
      HealthyRelease one = releases.get(i);
      console.text(one.row(ledgers.get(i), STABLE, NEXT));
      unanswered +=
          ledgers.get(i).failures().stream().map(Entry::version).filter(String::isEmpty).count();
    }
    List<ReleaseView> views = releases.stream().map(HealthyRelease::view).toList();
    long back = views.stream().filter(view -> view.ended(NEXT, "RolledBack")).count();
    long promoted = views.stream().filter(view -> view.ended(NEXT, "Promoted")).count();
    findings.add(back == 0, "rolled back: %d of %d".formatted(back, views.size()));
    findings.add(promoted == views.size(), "promoted: %d of %d".formatted(promoted, views.size()));
    findings.add(unanswered == 0, "requests that no version answered: " + unanswered);
    List<KeptRate> rates = ledgers.stream().map(Ledger::rate).toList();
    findings.rate(
        rates.stream()
            .filter(kept -> kept.objection().isPresent())
            .findFirst()
            .orElseGet(() -> Objects.requireNonNull(rates.get(0))));
  }
}
