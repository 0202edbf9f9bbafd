package dev.sluice.lab.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.lab.parts.BuildPlan.Batch;
import dev.sluice.lab.parts.Rehearsal.Call;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses a real Java runtime, linked for the test, and unpacks images like a node. */
class StartArchiveTest {
  private static final String REFERENCE = "localhost/sluice-lab/greeter:1";
  private static final Pattern STARTED = Pattern.compile("started port=(\\d+)\\.");
  private static final Pattern ENTRYPOINT = Pattern.compile("\"Entrypoint\":\\[([^]]*)]");
  private static final String OWN_CLASS = Greeter.class.getName() + " source: ";
  private static final String FROM_ARCHIVE = OWN_CLASS + "shared objects file (top)";

  @TempDir static Path shared;
  private static LabCache cache;

  @TempDir Path folder;
  private Path jar;

  @BeforeAll
  static void runtime() throws Exception {
    cache = new LabCache(shared.resolve("cache"));
    Files.createDirectories(cache.layer("base").getParent());
    try (TarWriter tar = new TarWriter(Files.newOutputStream(cache.layer("base")))) {
      tar.file("etc/base", new byte[0]);
    }
    Part part =
        new Part("java-runtime", "17", 10, new Recipe.JavaRuntime("17", List.of("jdk.httpserver")));
    Path output = Files.createDirectory(shared.resolve("output"));
    BuildLog log = BuildLog.start(shared.resolve("log"));
    new JavaRuntimeBuilder().build(new Batch(List.of(part)), output, log);
    Files.move(output.resolve(part.fileName()), cache.layer("java-runtime"));
  }

  @BeforeEach
  void jar() throws IOException {
    jar = jar("greeter.jar", "");
  }

  @Test
  void aProgramStartsFromTheClassesOfItsRehearsal() throws Exception {
    assertThat(start(image(rehearsal("/")))).contains(FROM_ARCHIVE);
  }

  @Test
  void aProgramWhoseArchiveDoesNotFitStartsAllTheSame() throws Exception {
    Path root = image(rehearsal("/"));
    Files.copy(
        jar("other.jar", "a longer manifest"),
        root.resolve("app/app.jar"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(start(root)).contains(OWN_CLASS).doesNotContain(FROM_ARCHIVE);
  }

  @Test
  void equalJarsGiveEqualImagesAndOnlyTheLastArchiveOfAJarIsKept() throws Exception {
    Path first = write(rehearsal("/"));
    byte[] before = Files.readAllBytes(first);
    assertThat(write(rehearsal("/"))).hasBinaryContent(before);
    write(rehearsal("/more"));
    try (Stream<Path> kept = Files.list(cache.startArchive("x", "y").getParent())) {
      assertThat(kept.map(file -> file.getFileName().toString()))
          .singleElement()
          .asString()
          .matches("greeter-[0-9a-f]{16}\\.jsa");
    }
  }

  @Test
  void aRehearsalThatFailsSaysWhy() {
    assertThatThrownBy(() -> write(rehearsal("/broken")))
        .isInstanceOf(Rehearsal.Failed.class)
        .hasMessageContaining("GET /broken was answered with 500")
        .hasMessageContaining("started port=");
    Rehearsal silent = new Rehearsal(Map.of("_JAVA_OPTIONS", "-Xmx1k"), STARTED, List.of());
    assertThatThrownBy(() -> write(silent))
        .isInstanceOf(Rehearsal.Failed.class)
        .hasMessageContaining("the server did not start")
        .hasMessageContaining("Too small maximum heap");
  }

  private static Rehearsal rehearsal(String path) {
    return new Rehearsal(Map.of(), STARTED, List.of(new Call("GET", path, "")));
  }

  private Path write(Rehearsal rehearsal) throws Exception {
    Path archive = folder.resolve("greeter.tar");
    new AppImage(cache)
        .write(jar, REFERENCE, archive, List.of("-XX:TieredStopAtLevel=1"), rehearsal);
    return archive;
  }

  /** The file system of a container of the image. */
  private Path image(Rehearsal rehearsal) throws Exception {
    Path archive = write(rehearsal);
    Path image = Files.createDirectory(folder.resolve("image"));
    Path root = Files.createDirectory(folder.resolve("root"));
    TarWriterTest.tar("--extract", "--file=" + archive, "--directory=" + image);
    try (Stream<Path> layers = Files.list(image)) {
      for (Path layer : layers.filter(file -> file.toString().endsWith(".tar")).toList()) {
        TarWriterTest.tar("--extract", "--file=" + layer, "--directory=" + root);
      }
    }
    return root;
  }

  /** Runs the image's entrypoint until the program has started, and returns the JVM's output. */
  private String start(Path root) throws Exception {
    Matcher entrypoint = ENTRYPOINT.matcher(configuration());
    assertThat(entrypoint.find()).isTrue();
    List<String> command =
        new ArrayList<>(List.of(entrypoint.group(1).replace("\"", "").split(",")));
    command.set(0, root + command.get(0));
    command.add(1, "-Xlog:class+load");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // The flags of the pods, which the archive was not created with.
    builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:+UseSerialGC -Xmx64m -XX:-UsePerfData");
    Process process = builder.directory(root.resolve("app").toFile()).start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader output = process.inputReader()) {
      String line;
      do {
        line = output.readLine();
        lines.add(line);
      } while (line != null && !STARTED.matcher(line).find());
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(lines).last().asString().containsPattern(STARTED);
    return String.join("\n", lines);
  }

  private String configuration() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("image"))) {
      return Files.readString(
          files.filter(file -> file.toString().matches(".*/[0-9a-f]+\\.json")).findAny().get());
    }
  }

  private Path jar(String name, String title) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, Greeter.class.getName());
    attributes.put(Attributes.Name.IMPLEMENTATION_TITLE, title);
    Path file = folder.resolve(name);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest);
        InputStream in =
            Greeter.class.getResourceAsStream(Greeter.class.getSimpleName() + ".class")) {
      JarEntry entry = new JarEntry(Greeter.class.getName().replace('.', '/') + ".class");
      entry.setTime(0);
      out.putNextEntry(entry);
      in.transferTo(out);
      out.closeEntry();
    }
    return file;
  }
}
