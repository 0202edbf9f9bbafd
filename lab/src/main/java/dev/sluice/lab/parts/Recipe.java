package dev.sluice.lab.parts;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How a part is built. Every field is an input: a change results in a new key. */
sealed interface Recipe {
  /** Parts with the same batch are built in one call. */
  default String batch(String partName) {
    return partName;
  }

  /** The file of the part. */
  String fileName(String partName);

  /**
   * A Go program of a module pinned in {@code moduleDirectory}.
   *
   * @param batch programs of one batch are built by one {@code go build}, which keeps both cores
   *     busy while it links
   * @param linkerFlags in addition to {@code -s -w}
   */
  record GoProgram(
      Path moduleDirectory,
      String packagePath,
      String batch,
      List<String> tags,
      List<String> linkerFlags)
      implements Recipe {
    @Override
    public String batch(String partName) {
      return batch;
    }

    @Override
    public String fileName(String partName) {
      return partName;
    }
  }

  /** An executable from a Python wheel that {@code requirements} pins by version and hash. */
  record Wheel(Path requirements, String member) implements Recipe {
    @Override
    public String fileName(String partName) {
      return partName;
    }
  }

  /**
   * Debian packages unpacked into a root file system; {@code directory} has the list and the
   * script.
   */
  record RootFileSystem(Path directory, String suite) implements Recipe {
    @Override
    public String fileName(String partName) {
      return partName + ".tar";
    }
  }

  /** A layer with a Java runtime of the given modules, linked from the JDK that runs this. */
  record JavaRuntime(String jdkVersion, List<String> modules) implements Recipe {
    @Override
    public String fileName(String partName) {
      return partName + ".tar";
    }
  }

  /**
   * A container image.
   *
   * @param reference name and tag in containerd
   * @param layers parts that are the lower layers, lowest first
   * @param files files of the top layer: absolute path in the image to its source
   */
  record Image(String reference, List<String> layers, Map<String, Source> files, ImageConfig config)
      implements Recipe {
    @Override
    public String fileName(String partName) {
      return imageName() + ".tar";
    }

    String imageName() {
      String name = reference.substring(reference.lastIndexOf('/') + 1);
      return name.substring(0, name.indexOf(':'));
    }
  }

  /** The source of a file in an image. */
  sealed interface Source {
    /** The program of a part. */
    record OfPart(String partName) implements Source {}

    /** A file of a Go module's own source tree. */
    record OfModule(Path moduleDirectory, String modulePath, String file) implements Source {}
  }
}
