package dev.sluice.spec;

import java.util.List;

/** Every gate, those that exist for the tests alone among them. */
final class Gates {
  private Gates() {}

  static List<Gate> all() {
    return List.of(
        new Gate.Elapsed(),
        new Gate.Proven(),
        new Gate.Unharmed(),
        new ChangeWindow(true),
        new ChangeWindow(false));
  }
}
