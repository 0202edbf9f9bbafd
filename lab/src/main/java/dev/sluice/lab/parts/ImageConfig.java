package dev.sluice.lab.parts;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The start configuration of an image.
 *
 * @param user {@code uid:gid}; numeric, so that the kubelet can check {@code runAsNonRoot}
 */
public record ImageConfig(
    String user,
    List<String> entrypoint,
    Map<String, String> environment,
    String workingDirectory) {
  static final String NON_ROOT = "65532:65532";
  private static final String PATH = "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  public ImageConfig {
    entrypoint = List.copyOf(entrypoint);
    environment = Map.copyOf(environment);
  }

  static ImageConfig of(String user, String... entrypoint) {
    return new ImageConfig(user, List.of(entrypoint), Map.of("PATH", PATH), "/");
  }

  /** The configuration object of the image, as in the OCI image specification. */
  String json(List<String> layerDigests) {
    String variables =
        environment.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> quote(e.getKey() + "=" + e.getValue()))
            .collect(Collectors.joining(","));
    return "{\"created\":\"1970-01-01T00:00:00Z\",\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{"
        + ("\"User\":" + quote(user))
        + (",\"Env\":[" + variables + "]")
        + (",\"Entrypoint\":" + quoteAll(entrypoint))
        + (",\"WorkingDir\":" + quote(workingDirectory))
        + "},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":"
        + quoteAll(layerDigests.stream().map(digest -> "sha256:" + digest).toList())
        + "}}";
  }

  static String quoteAll(List<String> values) {
    return values.stream().map(ImageConfig::quote).collect(Collectors.joining(",", "[", "]"));
  }

  static String quote(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
