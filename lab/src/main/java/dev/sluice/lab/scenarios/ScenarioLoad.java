package dev.sluice.lab.scenarios;

import dev.sluice.lab.host.Wait;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LoadGenerator;
import dev.sluice.lab.load.LoadPlan;
import dev.sluice.lab.load.LoadRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The requests of one scenario, from one pod of callers after the other. */
final class ScenarioLoad implements AutoCloseable {
  private final LoadGenerator generator;
  private final String namespace;
  private final List<String> hosts = new ArrayList<>();
  private final int perSecond;
  private final List<Ledger> ended = new ArrayList<>();
  private Optional<LoadRun> running = Optional.empty();

  /**
   * Starts sending.
   *
   * @param host the API's, such as {@code users.shop}
   */
  ScenarioLoad(LoadGenerator generator, String namespace, String host, int perSecond) {
    this.generator = generator;
    this.namespace = namespace;
    this.hosts.add(host);
    this.perSecond = perSecond;
    start();
  }

  /** New callers, after the last ones have ended. */
  void start() {
    running = Optional.of(generator.start(namespace, plan()));
  }

  /** The rate is divided between the hosts. */
  private LoadPlan plan() {
    List<LoadPlan> plans = new ArrayList<>();
    for (String host : hosts) {
      plans.add(LoadPlan.users(host, perSecond / hosts.size()).named("via".repeat(plans.size())));
    }
    return LoadPlan.together(plans);
  }

  /** Sends a part of the requests to another host from now on. */
  void divideWith(String host) {
    end();
    hosts.add(host);
    start();
  }

  /** Sends all requests to the API's own host again. */
  void undivided() {
    end();
    hosts.subList(1, hosts.size()).clear();
    start();
  }

  /** Ends the callers, once they have all responses. */
  void end() {
    running.ifPresent(run -> ended.add(run.stop()));
    running = Optional.empty();
  }

  /** Ends the callers for some seconds; then there are new ones. */
  void restart(int seconds) {
    end();
    Instant until = Instant.now().plusSeconds(seconds);
    Wait.until(
        seconds + " s without requests",
        Duration.ofSeconds(seconds + 10L),
        () -> Instant.now().isAfter(until));
    start();
  }

  /** Waits until so many seconds of requests have a result. */
  void await(int seconds) {
    LoadRun run = running.orElseThrow();
    int until = run.answered() + seconds * perSecond;
    Wait.until(
        seconds + " s of requests",
        Duration.ofSeconds(seconds).multipliedBy(3).plusSeconds(60),
        () -> run.answered() >= until);
  }

  /** Ends the callers, and returns all requests. */
  Ledger stop() {
    end();
    return ended.stream().reduce(Ledger::followedBy).orElseThrow();
  }

  /** Kills the callers; the last ledger is then incomplete. */
  @Override
  public void close() {
    running.ifPresent(LoadRun::close);
  }
}
