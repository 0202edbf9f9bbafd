package dev.sluice.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What was typed makes no sense: said in one line, with where to read on, as kubectl does. */
final class UsageErrorHandler implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("error: " + message(wrong));
    err.println("See '" + command.getCommandSpec().qualifiedName() + " --help' for usage.");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String message(ParameterException wrong) {
    if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
      return plain(wrong);
    }
    String first = unmatched.getUnmatched().get(0);
    List<String> meant = unmatched.getSuggestions();
    String hint = meant.isEmpty() ? "" : "; did you mean " + meant.get(0) + "?";
    return (first.startsWith("-") ? "unknown flag: " : "unknown command: ") + first + hint;
  }

  /** Conversions come wrapped in picocli's own words. */
  private static String plain(ParameterException wrong) {
    String message = wrong.getMessage();
    if (message.startsWith("Invalid value for option '")) {
      int end = message.indexOf('\'', 26);
      String rest = message.substring(message.indexOf(": ") + 2);
      return message.substring(26, end) + ": " + rest;
    }
    return message.isEmpty()
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
