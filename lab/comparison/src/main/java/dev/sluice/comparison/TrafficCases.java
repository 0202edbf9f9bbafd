package dev.sluice.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** The cases of the comparison. */
final class TrafficCases {
  static final List<Integer> RATES = List.of(10, 100, 1000);

  /** When what comes late comes, in seconds; also when shared trouble begins. */
  static final int ONSET = 1800;

  /** Scrapes within which every release of {@link #weights} ends: more than a day. */
  static final int LONG = 12_000;

  private static final double NOISE = 0.1;

  private TrafficCases() {}

  /** Both versions are equally good. */
  static List<TrafficCase> healthy() {
    return errors(List.of(0.0, 0.001, 0.005, 0.01, 0.02), true);
  }

  /** The stable version fails one request in a thousand, the canary more. */
  static List<TrafficCase> worse() {
    return errors(List.of(0.005, 0.01, 0.05, 0.5), false);
  }

  /** What each tool meets at its own pace. */
  static List<TrafficCase> ownPace() {
    return errors(List.of(0.001, 0.005, 0.01, 0.05, 0.5), false);
  }

  private static List<TrafficCase> errors(List<Double> shares, boolean both) {
    List<TrafficCase> worlds = new ArrayList<>();
    for (int rate : RATES) {
      for (double share : shares) {
        worlds.add(
            TrafficCase.of(rate + "/s " + percent(share), rate, both ? share : 0.001, share));
      }
    }
    return worlds;
  }

  /** A canary that stays at one weight beside a stable version with one error in a thousand. */
  record AtWeight(double canary, double weight) {
    String name() {
      return "%s at %.0f%%".formatted(percent(canary), 100 * weight);
    }

    TrafficCase world(int rate) {
      return TrafficCase.of(rate + "/s " + name(), rate, 0.001, canary);
    }
  }

  /** One canary at one weight after the other. */
  static List<AtWeight> weights() {
    List<AtWeight> all = new ArrayList<>();
    for (double canary : new double[] {0.005, 0.01, 0.05, 0.5}) {
      for (double weight : new double[] {0.01, 0.05, 0.1, 0.2, 0.5}) {
        all.add(new AtWeight(canary, weight));
      }
    }
    return all;
  }

  /** Trouble that is not the canary's. */
  static List<TrafficCase> trouble() {
    return List.of(
        TrafficCase.of("shared outage 20% 2min, 100/s", 100, 0, 0)
            .failing(TrafficCases::outage, TrafficCases::outage),
        TrafficCase.of("baseline 0.1->2% at 30min, 100/s", 100, 0, 0)
            .failing(t -> late(t, 0.02), t -> late(t, 0.02)),
        TrafficCase.of("baseline 0.1->2% at 30min, 1000/s", 1000, 0, 0)
            .failing(t -> late(t, 0.02), t -> late(t, 0.02)),
        TrafficCase.of("clumps of 3, 0.1%, 100/s", 100, 0.001, 0.001).clumps(Clumps.of(3)),
        TrafficCase.of("clumps of 10, 0.1%, 100/s", 100, 0.001, 0.001).clumps(Clumps.of(10)),
        TrafficCase.of("clumps of 10, 0.1%, 10/s", 10, 0.001, 0.001).clumps(Clumps.of(10)),
        TrafficCase.of("geometric clumps mean 3, 0.1%, 100/s", 100, 0.001, 0.001)
            .clumps(Clumps.geometric(3)),
        TrafficCase.of("real split 1.3x the set weight, 0.5%, 1000/s", 1000, 0.005, 0.005)
            .split(1.3),
        TrafficCase.of("canary 0.11% (immaterial), 1000/s", 1000, 0.001, 0.0011));
  }

  /** The canary turns bad in the middle of the release. */
  static List<TrafficCase> lateOnset() {
    return List.of(
        TrafficCase.of("LATE 1% from 30min, 100/s", 100, 0.001, 0)
            .failing(t -> 0.001, t -> late(t, 0.01)),
        TrafficCase.of("LATE 5% from 30min, 10/s", 10, 0.001, 0)
            .failing(t -> 0.001, t -> late(t, 0.05)));
  }

  private static double outage(int second) {
    return second >= ONSET && second < ONSET + 120 ? 0.2 : 0.001;
  }

  private static double late(int second, double share) {
    return second < ONSET ? 0.001 : share;
  }

  /** Requests take longer, or seem to. */
  static List<TrafficCase> latency() {
    List<TrafficCase> worlds = new ArrayList<>();
    for (int rate : RATES) {
      IntFunction<Speed> usual = t -> Speed.USUAL;
      IntFunction<Speed> drift = t -> t < ONSET ? Speed.USUAL : Speed.times(1.5);
      IntFunction<Speed> half = t -> Speed.times(1.5);
      worlds.add(slower(rate, "same", usual, usual, 0));
      worlds.add(slower(rate, "both x1.5 from 30min", drift, drift, 0));
      worlds.add(slower(rate, "10% noise per arm and scrape", usual, usual, NOISE));
      worlds.add(slower(rate, "10% noise, x1.5", usual, half, NOISE));
      for (double factor : new double[] {1.1, 1.25, 1.5, 2}) {
        String name = "x" + (factor == 2 ? "2" : Double.toString(factor));
        worlds.add(slower(rate, name, usual, t -> Speed.times(factor), 0));
      }
      worlds.add(slower(rate, "2% +1s", usual, t -> new Speed(1, 0.02), 0));
      worlds.add(slower(rate, "0.5% +1s", usual, t -> new Speed(1, 0.005), 0));
    }
    return worlds;
  }

  private static TrafficCase slower(
      int rate, String name, IntFunction<Speed> stable, IntFunction<Speed> canary, double noise) {
    return TrafficCase.of(rate + "/s " + name, rate, 0, 0).taking(stable, canary, noise);
  }

  /** 0.001 is 0.1%. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }
}
