package org.socompass.cli;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.socompass.cost.CostExperiment;
import org.socompass.cost.die.YieldModel;
import org.socompass.cost.manufacture.AssemblyConstants;
import org.socompass.cost.manufacture.CostSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a user chooses about cost and its uncertainty. */
final class CostOptions {
  @Option(
      names = "--yield-model",
      paramLabel = "NAME",
      description =
          "poisson, murphy, seeds, negative-binomial or negative-binomial:ALPHA. Default: the last,"
              + " with the alpha of the table.")
  @Nullable String yieldModel;

  @Option(
      names = "--memory-price",
      paramLabel = "USD/GB",
      description = "Price of the main memory instead of a dated one.")
  @Nullable Double memoryPrice;

  @Option(
      names = "--memory-price-date",
      paramLabel = "YYYY-MM-DD",
      description = "Day of the memory price. Default: the newest of the table.")
  @Nullable String memoryPriceDate;

  @Option(
      names = "--volume",
      paramLabel = "CHIPS",
      description = "Chips that share design and masks. Default: that of the template, if any.")
  @Nullable Double volume;

  @Option(
      names = "--grid-intensity",
      paramLabel = "G/KWH",
      description =
          "Carbon of the electricity that the device uses, g CO2e/kWh. Default: the newest of the"
              + " table, the world's.")
  @Nullable Double gridIntensity;

  @Mixin DrawOptions draw = new DrawOptions();

  /**
   * Returns the experiment that the options describe.
   *
   * @throws ParameterException if an option has no possible value
   */
  CostExperiment experiment(CommandSpec command) {
    draw.check(command);
    return CostExperiment.monteCarlo(settings(command), draw.samples, draw.seed);
  }

  private CostSettings settings(CommandSpec command) {
    return new CostSettings(
        model(command),
        day(command),
        positive(command, "--memory-price", memoryPrice),
        positive(command, "--volume", volume),
        positive(command, "--grid-intensity", gridIntensity));
  }

  /** Returns the name of the yield model in use. */
  String yieldModelId(CommandSpec command) {
    return model(command).orElseGet(AssemblyConstants.builtIn()::yieldModel).id();
  }

  private Optional<YieldModel> model(CommandSpec command) {
    if (yieldModel == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          YieldModel.parse(yieldModel, AssemblyConstants.builtIn().yieldClustering().value()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--yield-model: " + e.getMessage(), e);
    }
  }

  private LocalDate day(CommandSpec command) {
    if (memoryPriceDate == null) {
      return LocalDate.MAX;
    }
    try {
      return LocalDate.parse(memoryPriceDate);
    } catch (DateTimeParseException e) {
      throw new ParameterException(
          command.commandLine(),
          "--memory-price-date: '" + memoryPriceDate + "' is not a date, as in 2025-10-01",
          e);
    }
  }

  private static OptionalDouble positive(
      CommandSpec command, String option, @Nullable Double value) {
    if (value == null) {
      return OptionalDouble.empty();
    }
    if (!(value > 0 && Double.isFinite(value))) {
      throw new ParameterException(
          command.commandLine(), option + " must be positive, but is " + value);
    }
    return OptionalDouble.of(value);
  }
}
