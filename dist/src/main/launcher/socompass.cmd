@echo off
rem Runs SoCompass from an unpacked archive, with the Java runtime in it.
setlocal
set "home=%~dp0.."
set "options=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData"
if "%~1"=="sweep" set "options=-XX:+UseParallelGC -Xmx736m -XX:MaxInlineLevel=6 -XX:FreqInlineSize=150"
if "%~1"=="serve" set "options=-XX:+UseSerialGC -Xmx224m -Xmn88m -Xss2m -XX:MaxInlineLevel=6 -XX:FreqInlineSize=150"
if "%~1"=="validate" set "options=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xms96m"
"%home%\runtime\bin\java.exe" -Xshare:auto -Xlog:disable -Xlog:all=error:stderr %options% -Dfile.encoding=UTF-8 -jar "%home%\app\socompass-cli.jar" %*
exit /b %errorlevel%
