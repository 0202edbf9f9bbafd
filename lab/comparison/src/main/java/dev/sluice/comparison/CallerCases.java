package dev.sluice.comparison;

import dev.sluice.comparison.CallerTraffic.RequestBurst;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** The cases in which more than failed requests counts: what callers do, and all four metrics. */
final class CallerCases {
  private static final double STABLE = 0.001;
  private static final int TEN_MINUTES = 600;

  /** Middle of each step of a schedule. */
  private static final int MIDDLE = 300;

  private static final int TWO_MINUTES = 120;
  private static final int FIVE_MINUTES = 300;
  private static final double NOISE = 0.1;

  private CallerCases() {}

  /** A healthy canary on a schedule. */
  record BesideCallers(TrafficCase world, Schedule schedule) {}

  /** What callers do, as on the stable version, or what strikes both versions. */
  static List<BesideCallers> healthy() {
    List<BesideCallers> all = new ArrayList<>();
    for (int rate : List.of(10, 100)) {
      all.add(toAll(timed(rate, "crawler, 500 of 404 in 2 s every 10 min"), crawler()));
    }
    all.add(
        toAll(
            timed(100, "401 storm, half of the requests for 5 min"),
            CallerTraffic.NONE.refused(CallerCases::storm, CallerCases::storm)));
    for (int rate : List.of(100, 1000)) {
      all.add(
          toAll(
              timed(rate, "caller restarts in each step, %d in flight".formatted(rate / 2)),
              CallerTraffic.NONE.with(new RequestBurst(MIDDLE, TEN_MINUTES, rate / 2, true))));
    }
    for (int rate : List.of(100, 1000)) {
      all.add(
          toAll(timed(rate, "3% abandoned"), CallerTraffic.NONE.abandoned(t -> 0.03, t -> 0.03)));
    }
    for (int rate : List.of(100, 1000)) {
      all.add(new BesideCallers(oneCause(rate), Schedule.COMMON));
    }
    TrafficCase noisy =
        plain(100, "10% noise, durations end at 20 min")
            .taking(t -> Speed.USUAL, t -> Speed.USUAL, NOISE)
            .timedUntil(2 * TEN_MINUTES);
    all.add(new BesideCallers(noisy, Schedule.TO_ALL));
    return all;
  }

  private static CallerTraffic crawler() {
    return CallerTraffic.NONE.with(new RequestBurst(-1500, TEN_MINUTES, 500, false));
  }

  /** Fails, refuses, gives up and slows requests of both versions alike, 2 minutes in each step. */
  private static TrafficCase oneCause(int rate) {
    IntToDoubleFunction tenth = t -> strikes(t) ? 0.1 : STABLE;
    return plain(rate, "one cause of all four, 2 min in each step")
        .failing(tenth, tenth)
        .callers(CallerTraffic.NONE.refused(tenth, tenth).abandoned(tenth, tenth))
        .taking(
            t -> strikes(t) ? Speed.times(3) : Speed.USUAL,
            t -> strikes(t) ? Speed.times(3) : Speed.USUAL,
            0);
  }

  private static boolean strikes(int second) {
    return second >= 0
        && second % TEN_MINUTES >= MIDDLE
        && second % TEN_MINUTES < MIDDLE + TWO_MINUTES;
  }

  private static double storm(int second) {
    return second >= TrafficCases.ONSET && second < TrafficCases.ONSET + FIVE_MINUTES ? 0.5 : 0;
  }

  private static BesideCallers toAll(TrafficCase world, CallerTraffic callers) {
    return new BesideCallers(world.callers(callers), Schedule.TO_ALL);
  }

  /**
   * A canary at one weight that answers wrongly or never.
   *
   * @param metric that is to find it
   */
  record Unanswered(TrafficCase world, double weight, String metric) {}

  /** Few requests a scrape reach the canary, so that they can be counted. */
  static List<Unanswered> unanswered() {
    IntToDoubleFunction all = t -> 1;
    CallerTraffic none = CallerTraffic.NONE;
    CallerTraffic refusing = none.refused(t -> 0, all);
    CallerTraffic hanging = none.abandoned(t -> 0, all);
    return List.of(
        refused(10, 0.01, "404 to all, none before", refusing),
        refused(10, 0.01, "404 to all, 0.5% before", none.refused(t -> 0.005, all)),
        refused(
            10,
            0.01,
            "404 to all, a crawler before",
            refusing.with(new RequestBurst(-1500, TEN_MINUTES, 500, false))),
        refused(1, 0.2, "404 to all, none before", refusing),
        refused(1, 0.5, "404 to all, none before", refusing),
        refused(10, 0.01, "404 to 20%, none before", none.refused(t -> 0, t -> 0.2)),
        abandoned(10, 0.01, "code 0 to all, none before", hanging),
        abandoned(10, 0.01, "code 0 to all, 3% before", none.abandoned(t -> 0.03, all)),
        abandoned(1, 0.2, "code 0 to all, none before", hanging),
        abandoned(10, 0.01, "code 0 to 20%, none before", none.abandoned(t -> 0, t -> 0.2)));
  }

  private static Unanswered refused(int rate, double weight, String name, CallerTraffic callers) {
    return unanswered(rate, weight, name, callers, "client-errors");
  }

  private static Unanswered abandoned(int rate, double weight, String name, CallerTraffic callers) {
    return unanswered(rate, weight, name, callers, "abandoned");
  }

  private static Unanswered unanswered(
      int rate, double weight, String name, CallerTraffic callers, String metric) {
    // What never failed before does not answer now.
    TrafficCase world =
        TrafficCase.of("%s, %d/s at %.0f%%".formatted(name, rate, 100 * weight), rate, 0, 0)
            .taking(t -> Speed.USUAL, t -> Speed.USUAL, 0)
            .callers(callers);
    return new Unanswered(world, weight, metric);
  }

  /** The stable version fails one request in a thousand, the canary more; without callers. */
  static List<TrafficCase> failing() {
    List<TrafficCase> worlds = new ArrayList<>();
    for (int rate : TrafficCases.RATES) {
      for (double canary : new double[] {0.005, 0.01, 0.05}) {
        worlds.add(
            TrafficCase.of(rate + "/s " + TrafficCases.percent(canary), rate, STABLE, canary)
                .taking(t -> Speed.USUAL, t -> Speed.USUAL, 0));
      }
    }
    return worlds;
  }

  /** The same beside as many abandoned requests of both versions. */
  static TrafficCase besideAbandoned(TrafficCase world) {
    return world.callers(CallerTraffic.NONE.abandoned(t -> 0.03, t -> 0.03));
  }

  private static TrafficCase timed(int rate, String name) {
    return plain(rate, name).taking(t -> Speed.USUAL, t -> Speed.USUAL, 0);
  }

  private static TrafficCase plain(int rate, String name) {
    return TrafficCase.of(rate + "/s " + name, rate, STABLE, STABLE);
  }
}
