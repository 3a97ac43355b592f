"""printing/ makes pages: fonts, text, parts, press and the forms; knows neither the screen nor the spreadsheets."""
