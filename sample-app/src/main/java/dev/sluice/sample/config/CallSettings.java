package dev.sluice.sample.config;

import java.util.regex.Pattern;

/**
 * How the greetings service is called.
 *
 * @param greetingsUrl its address, without a path; empty where there is none
 * @param policyFile of the policies for calls, read again when it changes; empty for the defaults
 */
public record CallSettings(String greetingsUrl, String policyFile) {

  private static final Pattern ADDRESS = Pattern.compile("https?://[^/?#@\\s]+");

  static CallSettings read(EnvironmentReader read) {
    String url = read.text("GREETINGS_URL");
    if (!url.isEmpty() && !ADDRESS.matcher(url).matches()) {
      read.refuse("GREETINGS_URL", url, "http://HOST:PORT, or leave it empty");
    }
    return new CallSettings(url, read.text("RESILIENCE_FILE"));
  }
}
