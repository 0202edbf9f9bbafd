package dev.sluice.lab.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageArchiveTest {
  private static final String REFERENCE = "localhost/sluice-lab/users:1.4.1";

  @TempDir Path folder;
  private LabCache cache;
  private Path jar;

  @BeforeEach
  void layers() throws IOException {
    cache = new LabCache(folder.resolve("cache"));
    for (String name : List.of("base", "java-runtime")) {
      Files.createDirectories(cache.layer(name).getParent());
      Files.writeString(cache.layer(name), "layer " + name);
    }
    jar = Files.writeString(folder.resolve("users.jar"), "jar");
  }

  @Test
  void appImageHasItsReferenceThreeLayersAndAConfiguration() throws Exception {
    Path archive = folder.resolve("out/users.tar");
    new AppImage(cache).write(jar, REFERENCE, archive, List.of("-XX:TieredStopAtLevel=1"));

    List<String> entries = TarWriterTest.tar("--list", "--file=" + archive);
    String base = Digests.sha256(Files.readAllBytes(cache.layer("base")));
    assertThat(entries).hasSize(5).startsWith("manifest.json").contains(base + ".tar");
    assertThat(content(archive, "manifest.json"))
        .startsWith("[{\"Config\":\"" + entries.get(1) + "\",\"RepoTags\":[\"" + REFERENCE + "\"],")
        .contains("\"Layers\":[\"" + base + ".tar\",\"");
    assertThat(content(archive, entries.get(1)))
        .contains("\"User\":\"65532:65532\"")
        .contains("\"-XX:TieredStopAtLevel=1\",\"-jar\",\"app.jar\"]")
        .contains("\"WorkingDir\":\"/app\"")
        .contains("\"diff_ids\":[\"sha256:" + base + "\",\"sha256:");
    assertThat(Digests.sha256(content(archive, entries.get(1)).getBytes(UTF_8)) + ".json")
        .isEqualTo(entries.get(1));
  }

  @Test
  void equalJarsGiveEqualImagesAndNothingIsLeftBehind() throws Exception {
    Path archive = folder.resolve("out/users.tar");
    new AppImage(cache).write(jar, REFERENCE, archive, List.of());
    byte[] first = Files.readAllBytes(archive);
    new AppImage(cache).write(jar, REFERENCE, archive, List.of());

    assertThat(Files.readAllBytes(archive)).isEqualTo(first);
    try (var files = Files.list(archive.getParent())) {
      assertThat(files).containsExactly(archive);
    }
  }

  @Test
  void textIsQuotedForJson() {
    assertThat(ImageConfig.quote("a\"b\\c\n")).isEqualTo("\"a\\\"b\\\\c\\u000a\"");
  }

  private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;

  private static String content(Path archive, String entry) throws Exception {
    return String.join(
        "\n", TarWriterTest.tar("--extract", "--to-stdout", "--file=" + archive, entry));
  }
}
