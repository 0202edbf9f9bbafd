package dev.sluice.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testing.ApiServer;
import dev.sluice.testing.ApiServerExtension;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the API server accepts and rejects, and with which message. Each file of {@code
 * src/test/resources/canaryrelease} is created and, if it has a second document, updated to it. A
 * {@code valid-*} file is accepted; the last document of an {@code invalid-*} file is rejected with
 * the message on the first line of the file.
 */
@ExtendWith(ApiServerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CanaryReleaseValidationIT {
  private static final Path FILES = Path.of("src/test/resources/canaryrelease");
  private static final String EXPECT = "# expect: ";

  private ApiServer server;
  private String namespace;

  @BeforeAll
  void install(ApiServer server) {
    this.server = server;
    server.installCrd();
  }

  @BeforeEach
  void namespace() {
    namespace = server.createNamespace("validation");
  }

  static Stream<String> valid() throws IOException {
    return files("valid-");
  }

  static Stream<String> invalid() throws IOException {
    return files("invalid-");
  }

  @ParameterizedTest
  @MethodSource
  void valid(String file) throws IOException {
    List<String> documents = documents(file);
    create(documents.get(0));
    if (documents.size() == 2) {
      update(documents.get(1));
    }
    GenericKubernetesResource sent = parse(documents.get(documents.size() - 1));
    GenericKubernetesResource read = resource(documents.get(0)).get();
    assertThat(read.<Object>get("spec"))
        .as("the server adds nothing to the spec and drops nothing of it")
        .isEqualTo(sent.get("spec"));
  }

  @ParameterizedTest
  @MethodSource
  void invalid(String file) throws IOException {
    List<String> documents = documents(file);
    String first = documents.get(0);
    assertThat(first).as(file + " has its expected message on the first line").startsWith(EXPECT);
    String expected = first.lines().findFirst().orElseThrow().substring(EXPECT.length());
    if (documents.size() == 2) {
      assertThatCode(() -> create(first)).doesNotThrowAnyException();
      assertThatThrownBy(() -> update(documents.get(1)))
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining(expected);
    } else {
      assertThatThrownBy(() -> create(first))
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining(expected);
    }
  }

  private void create(String document) {
    resource(document).fieldValidation(Validation.STRICT).create();
  }

  private void update(String document) {
    resource(document).fieldValidation(Validation.STRICT).update();
  }

  private Resource<GenericKubernetesResource> resource(String document) {
    return server
        .client()
        .genericKubernetesResources("sluice.dev/v1alpha1", "CanaryRelease")
        .inNamespace(namespace)
        .resource(parse(document));
  }

  private static GenericKubernetesResource parse(String document) {
    return Serialization.unmarshal(document, GenericKubernetesResource.class);
  }

  private static List<String> documents(String file) throws IOException {
    return List.of(Files.readString(FILES.resolve(file)).split("(?m)^---\n"));
  }

  private static Stream<String> files(String prefix) throws IOException {
    try (Stream<Path> all = Files.list(FILES)) {
      return all
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith(prefix))
          .sorted()
          .toList()
          .stream();
    }
  }
}
