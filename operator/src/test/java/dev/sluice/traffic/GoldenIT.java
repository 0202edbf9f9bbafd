package dev.sluice.traffic;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.operator.TestCluster;
import dev.sluice.testing.ApiServer;
import dev.sluice.testing.ApiServerExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Istio's own schemas take every golden file: no unknown field, no wrong type. */
@ExtendWith(ApiServerExtension.class)
class GoldenIT {
  private final ApiServer server;
  private String namespace;

  GoldenIT(ApiServer server) {
    this.server = server;
    TestCluster.on(server);
  }

  @BeforeEach
  void namespace() {
    namespace = server.createNamespace("golden");
  }

  static List<Path> outputs() {
    return Golden.outputs();
  }

  @ParameterizedTest
  @MethodSource("outputs")
  void isValidAgainstIstiosSchema(Path file) {
    assertThatCode(
            () ->
                server.kubectl(
                    "create",
                    "--dry-run=server",
                    "--validate=strict",
                    "--namespace=" + namespace,
                    "--filename=" + inNamespace(file)))
        .doesNotThrowAnyException();
  }

  /** A copy of the file for the test's namespace. */
  private Path inNamespace(Path file) throws IOException {
    Path copy = Files.createTempFile("golden", ".yaml");
    copy.toFile().deleteOnExit();
    String text = Files.readString(file);
    return Files.writeString(
        copy, text.replaceAll("namespace: \"?shop\"?", "namespace: " + namespace));
  }
}
