package dev.sluice.sample.config;

/**
 * A value that cannot be used.
 *
 * @param name of the variable
 * @param value as it was given, or a word that hides it
 * @param remedy what to give
 */
public record Refusal(String name, String value, String remedy) {

  @Override
  public String toString() {
    return "setting=" + name + " value=\"" + value + "\" remedy=\"use " + remedy + "\"";
  }
}
