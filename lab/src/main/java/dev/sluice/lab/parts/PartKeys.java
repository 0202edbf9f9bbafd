package dev.sluice.lab.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Keys of built parts: the version and a digest of all inputs. The path of the checkout is not an
 * input, so that checkouts share one cache.
 */
final class PartKeys {
  private static final int DIGEST_CHARACTERS = 12;

  private final Catalogue catalogue;
  private final Map<String, String> known = new HashMap<>();

  PartKeys(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  String key(Part part) {
    String key = known.get(part.name());
    if (key == null) {
      key = part.version() + "-" + digest(part).substring(0, DIGEST_CHARACTERS);
      known.put(part.name(), key);
    }
    return key;
  }

  private String digest(Part part) {
    Inputs inputs = new Inputs();
    inputs.text("part", part.name());
    inputs.text("file", part.fileName());
    Recipe recipe = part.recipe();
    if (recipe instanceof Recipe.GoProgram go) {
      inputs.text("package", go.packagePath());
      inputs.texts("build", GoBuilder.BUILD_FLAGS);
      inputs.texts("tag", go.tags());
      inputs.texts("linker", go.linkerFlags());
      inputs.folder(go.moduleDirectory());
    } else if (recipe instanceof Recipe.Wheel wheel) {
      inputs.text("member", wheel.member());
      inputs.file(wheel.requirements());
    } else if (recipe instanceof Recipe.RootFileSystem root) {
      inputs.text("suite", root.suite());
      inputs.folder(root.directory());
    } else if (recipe instanceof Recipe.JavaRuntime java) {
      inputs.text("jdk", java.jdkVersion());
      inputs.texts("module", java.modules());
      inputs.texts("option", JavaRuntimeBuilder.OPTIONS);
    } else if (recipe instanceof Recipe.Image image) {
      inputs.text("reference", image.reference());
      inputs.text("config", image.config().json(List.of()));
      for (String layer : image.layers()) {
        inputs.text("layer", key(catalogue.part(layer)));
      }
      new TreeMap<>(image.files()).forEach((path, source) -> inputs.text(path, identity(source)));
    }
    return inputs.digest();
  }

  private String identity(Recipe.Source source) {
    if (source instanceof Recipe.Source.OfPart part) {
      return key(catalogue.part(part.partName()));
    }
    Recipe.Source.OfModule file = (Recipe.Source.OfModule) source;
    String version = GoModule.read(file.moduleDirectory()).version(file.modulePath());
    return file.modulePath() + "@" + version + "/" + file.file();
  }

  /**
   * Digests name and content of each input with their lengths, so that different inputs never
   * collide.
   */
  private static final class Inputs {
    private final MessageDigest sha256 = Digests.newSha256();

    void text(String name, String value) {
      bytes(name, value.getBytes(StandardCharsets.UTF_8));
    }

    void texts(String name, List<String> values) {
      text(name, values.size() + " values");
      values.forEach(value -> text(name, value));
    }

    void file(Path file) {
      try {
        bytes(file.getFileName().toString(), Files.readAllBytes(file));
      } catch (IOException e) {
        throw new UncheckedIOException("unreadable input " + file, e);
      }
    }

    void folder(Path folder) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(Files::isRegularFile).sorted().forEach(this::file);
      } catch (IOException e) {
        throw new UncheckedIOException("unreadable folder " + folder, e);
      }
    }

    private void bytes(String name, byte[] value) {
      sha256.update((name + " " + value.length + "\n").getBytes(StandardCharsets.UTF_8));
      sha256.update(value);
    }

    String digest() {
      return HexFormat.of().formatHex(sha256.digest());
    }
  }
}
