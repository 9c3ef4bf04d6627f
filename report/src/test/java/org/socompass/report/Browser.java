package org.socompass.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;

/** A headless Chromium with a profile of its own that looks at one page. */
final class Browser implements AutoCloseable {
  static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int STEP_MILLIS = 20;

  private final ChromeDriver driver;

  /**
   * Opens a page and waits until it is complete.
   *
   * @param folder folder for the page and the profile
   * @param page the page
   * @param width width of the view [px]
   * @param height height of the view [px]
   * @param isDark whether the person prefers dark pages
   */
  Browser(Path folder, String page, int width, int height, boolean isDark) {
    var options = new ChromeOptions();
    options.setBinary(CHROMIUM.toString());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--user-data-dir=" + folder.resolve("profile"));
    options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
    var service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .build();
    Path file = folder.resolve("page.html");
    try {
      Files.writeString(file, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    driver = new ChromeDriver(service, options);
    try {
      driver.executeCdpCommand(
          "Emulation.setDeviceMetricsOverride",
          Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
      driver.executeCdpCommand(
          "Emulation.setEmulatedMedia",
          Map.of(
              "features",
              List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
      driver.get(file.toUri().toString());
      await("return document.documentElement.dataset.ready === 'true'");
    } catch (RuntimeException e) {
      driver.quit();
      throw e;
    }
  }

  /** Returns whether Chromium and its driver are installed. */
  static boolean isThere() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
  }

  /** Waits until a script returns true. */
  void await(String script) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Boolean.TRUE.equals(driver.executeScript(script))) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not true within " + PATIENCE + ": " + script);
      }
      try {
        Thread.sleep(STEP_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** Returns what a script returns. */
  Object run(String script, Object... arguments) {
    return Objects.requireNonNullElse(driver.executeScript(script, arguments), "");
  }

  /** Returns what an asynchronous script hands to its last argument. */
  Object runAsync(String script) {
    driver.manage().timeouts().scriptTimeout(PATIENCE);
    return Objects.requireNonNullElse(driver.executeAsyncScript(script), "");
  }

  WebElement element(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  String text(String css) {
    return element(css).getText();
  }

  /** Chooses an entry of a list by its value, as a person does. */
  void choose(String css, String value) {
    element(css + " option[value='" + value + "']").click();
  }

  /** Returns what the keyboard acts on. */
  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  /** Presses, moves and lets go inside an element; places are from its upper left corner. */
  void drag(String css, int x, int fromY, int toY) {
    WebElement box = element(css);
    int left = x - box.getSize().getWidth() / 2;
    int middle = box.getSize().getHeight() / 2;
    new Actions(driver)
        .scrollToElement(box)
        .moveToElement(box, left, fromY - middle)
        .clickAndHold()
        .moveToElement(box, left, (fromY + toY) / 2 - middle)
        .moveToElement(box, left, toY - middle)
        .release()
        .perform();
  }

  /** Clicks inside an element; the place is from its upper left corner. */
  void click(String css, int x, int y) {
    WebElement box = element(css);
    new Actions(driver)
        .scrollToElement(box)
        .moveToElement(box, x - box.getSize().getWidth() / 2, y - box.getSize().getHeight() / 2)
        .click()
        .perform();
  }

  /** Returns what the page wrote to the console, errors and refusals included. */
  List<String> console() {
    return driver.manage().logs().get("browser").getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
