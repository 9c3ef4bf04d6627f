package org.socompass.cli.option;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.socompass.cost.die.YieldModel;
import org.socompass.cost.manufacture.AssemblyConstants;
import org.socompass.cost.manufacture.CostSettings;
import org.socompass.study.Costing;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a user chooses about cost and its uncertainty. */
public final class CostOptions {
  @Option(
      names = "--yield-model",
      paramLabel = "NAME",
      description =
          "poisson, murphy, seeds, negative-binomial or negative-binomial:ALPHA. Default: the last,"
              + " with the alpha of the table.")
  public @Nullable String yieldModel;

  @Option(
      names = "--memory-price",
      paramLabel = "USD/GB",
      description = "Price of the main memory instead of a dated one.")
  public @Nullable Double memoryPrice;

  @Option(
      names = "--memory-price-date",
      paramLabel = "YYYY-MM-DD",
      description = "Day of the memory price. Default: the newest of the table.")
  public @Nullable String memoryPriceDate;

  @Option(
      names = "--volume",
      paramLabel = "CHIPS",
      description = "Chips that share design and masks. Default: that of the template, if any.")
  public @Nullable Double volume;

  @Option(
      names = "--grid-intensity",
      paramLabel = "G/KWH",
      description =
          "Carbon of the electricity that the device uses, g CO2e/kWh. Default: the newest of the"
              + " table, the world's.")
  public @Nullable Double gridIntensity;

  @Mixin public DrawOptions draw = new DrawOptions();

  /**
   * Returns how the options would have cost computed.
   *
   * @throws ParameterException if an option has no possible value
   */
  public Costing costing(CommandSpec command) {
    draw.check(command);
    return new Costing(settings(command), draw.samples, draw.seed);
  }

  private CostSettings settings(CommandSpec command) {
    return new CostSettings(
        model(command),
        day(command),
        positive(command, "--memory-price", memoryPrice),
        positive(command, "--volume", volume),
        positive(command, "--grid-intensity", gridIntensity));
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
