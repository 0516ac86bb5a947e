"""The rules of deadlines: events walked over the rows of the rule set; no limit is coded by hand."""
