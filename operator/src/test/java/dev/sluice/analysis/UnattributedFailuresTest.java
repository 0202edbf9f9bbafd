package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UnattributedFailuresTest {
  private static final ResponseClass GOOD = new ResponseClass("200", "");

  @Test
  void twoIntervalsRunningAreLasting() {
    UnattributedFailures once = UnattributedFailures.begin(0).next(sample(1980, 20));
    assertThat(once.areLasting()).isFalse();
    UnattributedFailures twice = once.next(sample(1970, 30));
    assertThat(twice.areLasting()).isTrue();
    assertThat(twice.failures()).isEqualTo(30);
    assertThat(twice.requests()).isEqualTo(2000);
    assertThat(twice.share()).isEqualTo(0.015);
    assertThat(twice.flags()).isEqualTo("UO");
  }

  @Test
  void anIntervalWithoutThemBeginsAgain() {
    UnattributedFailures interrupted =
        UnattributedFailures.begin(0)
            .next(sample(1980, 20))
            .next(sample(2000, 0))
            .next(sample(1980, 20));
    assertThat(interrupted.areLasting()).isFalse();
  }

  @Test
  void lastingOnesAreKeptUntilTheWeightChanges() {
    UnattributedFailures lasting =
        UnattributedFailures.begin(0.001).next(sample(1900, 100)).next(sample(1900, 100));
    assertThat(lasting.next(sample(2000, 0))).isEqualTo(lasting);
    assertThat(lasting.atNewWeight()).isEqualTo(UnattributedFailures.begin(0.001));
  }

  @Test
  void fewOnesOrUsualOnesAreNotUnusual() {
    assertThat(afterTwo(0, sample(50, 19))).isFalse();
    assertThat(afterTwo(0, sample(1981, 19))).isFalse();
    assertThat(afterTwo(0, sample(3000, 29))).as("less than one in 100").isFalse();
    assertThat(afterTwo(0.01, sample(1940, 60))).as("three times the usual").isFalse();
    assertThat(afterTwo(0.01, sample(1939, 61))).isTrue();
  }

  @Test
  void intervalsAreCountedTogether() {
    UnattributedFailures sum =
        UnattributedFailures.begin(0.2).in(List.of(sample(90, 10), sample(100, 0)));
    assertThat(sum.share()).isEqualTo(0.05);
    assertThat(sum.usualShare()).isEqualTo(0.2);
  }

  @Test
  void whatEndsWithoutTheVersionIsItsOwn() {
    UnattributedFailures with =
        UnattributedFailures.begin(0.01).next(sample(180, 20)).next(sample(180, 20));
    assertThat(with.areGone(with.in(List.of(sample(946, 54))))).isTrue();
    assertThat(with.areGone(with.in(List.of(sample(945, 55))))).as("half of what came").isFalse();
  }

  @Test
  void whatLastsWithoutItIsNotUnusualAnyMore() {
    UnattributedFailures with =
        UnattributedFailures.begin(0).next(sample(160, 40)).next(sample(160, 40));
    UnattributedFailures after = with.after(with.in(List.of(sample(750, 250))));
    assertThat(after.presentShare()).isEqualTo(0.25);
    assertThat(after.next(sample(630, 370)).next(sample(630, 370)).areLasting()).isFalse();
    UnattributedFailures more = after.next(sample(620, 380)).next(sample(620, 380));
    assertThat(more.areLasting()).isTrue();
    assertThat(more.areGone(more.in(List.of(sample(690, 310))))).isTrue();
    assertThat(more.areGone(more.in(List.of(sample(680, 320))))).isFalse();
  }

  @Test
  void oncePresentFailuresEndTheUsualShareCounts() {
    UnattributedFailures present =
        UnattributedFailures.begin(0.001)
            .after(UnattributedFailures.NONE.in(List.of(sample(1, 1))));
    UnattributedFailures ended = present.next(sample(2000, 0));
    assertThat(ended.presentShare()).isEqualTo(0.001);
    assertThat(ended.next(sample(1900, 100)).next(sample(1900, 100)).areLasting()).isTrue();
  }

  private static boolean afterTwo(double usual, Sample sample) {
    return UnattributedFailures.begin(usual).next(sample).next(sample).areLasting();
  }

  private static Sample sample(long answered, long failed) {
    RequestCounts candidate = new RequestCounts(Map.of(GOOD, answered / 2), new TreeMap<>());
    RequestCounts baseline =
        new RequestCounts(Map.of(GOOD, answered - answered / 2), new TreeMap<>());
    return new Sample(5, candidate, baseline, Map.of(), Map.of("UO", failed));
  }
}
