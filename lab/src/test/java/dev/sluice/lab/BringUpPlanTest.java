package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BringUpPlanTest {
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  @Test
  void aStepWaitsForThoseItNeeds() {
    new BringUpPlan()
        .add("a", Set.of(), done("a"))
        .add("b", Set.of("a"), done("b"))
        .add("c", Set.of("b"), done("c"))
        .run(lines::add);
    assertThat(ran).containsExactly("a", "b", "c");
    assertThat(lines).hasSize(3);
    assertThat(lines.get(2)).contains("c").contains("all done");
  }

  @Test
  void stepsThatNeedNothingOfEachOtherRunAtOnce() {
    CountDownLatch both = new CountDownLatch(2);
    BringUpPlan.Work meet =
        () -> {
          both.countDown();
          try {
            return both.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    new BringUpPlan().add("a", Set.of(), meet).add("b", Set.of(), meet).run(lines::add);
    assertThat(lines).allMatch(line -> line.contains("ready after"));
  }

  @Test
  void afterAFailureNoStepStartsAndTheFailureIsThrown() {
    LabException failure = new LabException("a", "broke", "fix it");
    BringUpPlan plan =
        new BringUpPlan()
            .add(
                "a",
                Set.of(),
                () -> {
                  throw failure;
                })
            .add("b", Set.of("a"), done("b"));
    assertThatThrownBy(() -> plan.run(lines::add)).isSameAs(failure);
    assertThat(ran).isEmpty();
  }

  @Test
  void aStepWithAnUnknownDependencyIsRejected() {
    assertThatThrownBy(() -> new BringUpPlan().add("b", Set.of("a"), done("b")))
        .hasMessageContaining("\"a\"");
  }

  @Test
  void aLineNamesPartTimesAndWhatIsStillToCome() {
    Set<String> left = new LinkedHashSet<>(List.of("istio", "node"));
    assertThat(BringUpPlan.line("etcd", true, 1_500_000_000L, 2_000_000_000L, left))
        .isEqualTo("  2.0 s  etcd                     ready after 1.5 s; remaining: istio node");
    assertThat(BringUpPlan.line("etcd", false, 1L, 2_000_000_000L, Set.of()))
        .endsWith("already healthy; all done");
  }

  private BringUpPlan.Work done(String name) {
    return () -> {
      ran.add(name);
      return true;
    };
  }
}
