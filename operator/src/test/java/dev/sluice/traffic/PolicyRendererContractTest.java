package dev.sluice.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Unstructured;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every policy renderer keeps, for every golden intent. */
class PolicyRendererContractTest {

  static Stream<RendererCase> renderers() {
    return RendererCase.all();
  }

  static Stream<Arguments> cases() {
    return renderers()
        .flatMap(
            renderer ->
                Golden.cases("policy/" + renderer.name()).stream()
                    .map(folder -> Arguments.of(renderer, folder)));
  }

  private static List<DesiredObject> render(RendererCase renderer, Path folder) {
    Map<String, Object> yaml = Golden.read(folder.resolve("intent.yaml"));
    return renderer.render(Unstructured.texts(yaml, "podLabels"), Unstructured.map(yaml, "intent"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rendersTheGoldenFiles(RendererCase renderer, Path folder) throws IOException {
    Golden.check(folder, render(renderer, folder));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void renderingIsDeterministicAndMarked(RendererCase renderer, Path folder) {
    List<DesiredObject> objects = render(renderer, folder);
    assertThat(objects).isEqualTo(render(renderer, folder));
    assertThat(objects)
        .allSatisfy(
            object -> {
              assertThat(ManagedObject.isOwnedBy(object.body(), "users")).isTrue();
              assertThat(renderer.renderer().kinds())
                  .containsEntry(object.key().kind(), object.tier());
            });
  }

  @ParameterizedTest
  @MethodSource("renderers")
  void withoutAnIntentNothingIsRendered(RendererCase renderer) {
    assertThat(
            renderer
                .renderer()
                .render(new PolicyContext(Intents.RELEASE, Map.of("app", "users"), List.of())))
        .isEmpty();
  }
}
