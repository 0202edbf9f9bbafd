package dev.sluice.lab.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.parts.BuildPlan.Batch;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProgressTextTest {
  private static final Batch ETCD = new Batch(List.of(part("etcd", "3.7.3", 30)));
  private static final Batch NODE =
      new Batch(List.of(part("kubelet", "1.37.2", 40), part("kube-proxy", "1.37.2", 20)));
  private final ProgressText text = new ProgressText(new BuildPlan(List.of(ETCD, NODE)));

  @Test
  void sayWhichPartSinceWhenAndWhatIsToCome() {
    assertThat(text.building(ETCD, Duration.ofMillis(12_900)))
        .isEqualTo(
            "part 1/3 etcd 3.7.3  building 12 s (of about 30 s);"
                + " remaining: kubelet, kube-proxy, about 60 s");
  }

  @Test
  void partsBuiltTogetherShareALine() {
    assertThat(text.building(NODE, Duration.ofSeconds(5)))
        .isEqualTo(
            "parts 2-3/3 kubelet, kube-proxy 1.37.2  building 5 s (of about 60 s);"
                + " remaining: nothing");
    assertThat(text.built(NODE, Duration.ofSeconds(61)))
        .isEqualTo("parts 2-3/3 kubelet, kube-proxy 1.37.2  built in 61 s");
  }

  @Test
  void aLongRestIsCut() {
    List<Batch> many =
        Stream.concat(
                Stream.of(ETCD),
                IntStream.range(0, 6).mapToObj(i -> new Batch(List.of(part("p" + i, "1", 60)))))
            .toList();

    assertThat(new ProgressText(new BuildPlan(many)).building(ETCD, Duration.ZERO))
        .endsWith("remaining: p0, p1, p2, p3 and 2 more, about 6 min");
  }

  @Test
  void startSaysHowMuchThereIs() {
    assertThat(text.start())
        .isEqualTo(
            "building 3 parts of the lab, once: with nothing cached about 2 min on two cores");
  }

  private static Part part(String name, String version, int seconds) {
    return new Part(name, version, seconds, new Recipe.JavaRuntime("17", List.of()));
  }
}
