"""What a firm keeps or shows: the privacy notice, the record of processing, the release ledger; the maker of pages."""
